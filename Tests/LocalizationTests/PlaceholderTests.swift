import Testing

@Suite struct LocalizationPlaceholderTests {}
