extension String {
    /// This text made safe to show on a terminal: what would act on it, or hide in it, becomes visible.
    ///
    /// - The ASCII control characters, ESC and DEL among them, become their pictures (`␛`, `␡`).
    /// - The C1 control characters, the line and paragraph separators and the format characters (such as bidirectional
    ///   overrides, the byte order mark and zero-width spaces) become U+FFFD `�`: never longer than three bytes, so a
    ///   text cannot be made to swell.
    /// - Kept, as text needs them: U+200D ZERO WIDTH JOINER (emoji), U+200C ZERO WIDTH NON-JOINER (Persian and others),
    ///   variation selectors, and the format characters that are visible themselves (Arabic number signs).
    ///
    /// - Parameter keepingNewlines: Whether line feed and tab stay as they are instead of becoming `␊` and `␉`.
    public func visible(keepingNewlines: Bool = false) -> String {
        // Nearly all text is printable ASCII, and the rest nearly always needs no change either: both are only looked at.
        if utf8.allSatisfy({ isHarmlessASCII($0, keepingNewlines: keepingNewlines) }) { return self }
        guard unicodeScalars.contains(where: { replacement(for: $0, keepingNewlines: keepingNewlines) != nil }) else {
            return self
        }
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            result.append(replacement(for: scalar, keepingNewlines: keepingNewlines) ?? scalar)
        }
        return String(result)
    }
}

private func isHarmlessASCII(_ byte: UInt8, keepingNewlines: Bool) -> Bool {
    switch byte {
    case 0x20...0x7E: true
    case 0x09, 0x0A: keepingNewlines
    default: false
    }
}

/// What to show instead of a scalar; nil to show the scalar itself.
private func replacement(for scalar: Unicode.Scalar, keepingNewlines: Bool) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x20...0x7E:
        return nil
    case 0x09, 0x0A:
        return keepingNewlines ? nil : Unicode.Scalar(0x2400 + scalar.value)
    case 0x00...0x1F:
        return Unicode.Scalar(0x2400 + scalar.value)
    case 0x7F:
        return "\u{2421}"
    case 0x200C, 0x200D:
        return nil
    // Signs that enclose or precede digits: "format" in Unicode's terms, but drawn (Prepended_Concatenation_Mark).
    case 0x0600...0x0605, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD:
        return nil
    default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return "\u{FFFD}"
        default: return nil
        }
    }
}
