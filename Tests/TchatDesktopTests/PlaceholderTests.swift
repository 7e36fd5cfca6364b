import Testing

@Suite struct TchatDesktopPlaceholderTests {}
