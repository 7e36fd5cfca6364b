import CAdwaita

/// Text with marks in it, as Pango and GTK's files have.
public nonisolated enum Markup {
    /// The text as it has to be written there, so that nothing in it is taken for a mark.
    public static func escape(_ text: String) -> String {
        String(taking: g_markup_escape_text(text, -1))
    }

    /// The text that marked text shows.
    static func plain(_ markup: String) -> String {
        var text: UnsafeMutablePointer<CChar>?
        guard Bool(pango_parse_markup(markup, -1, 0, nil, &text, nil, nil)) else { return markup }
        return String(taking: text)
    }
}
