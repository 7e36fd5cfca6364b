import Testing

@Suite struct GLibSupportPlaceholderTests {}
