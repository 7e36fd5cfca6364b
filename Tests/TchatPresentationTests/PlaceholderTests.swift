import Testing

@Suite struct TchatPresentationPlaceholderTests {}
