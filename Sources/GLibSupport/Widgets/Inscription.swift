import CAdwaita

/// A text in a place whose size doesn't depend on it: what doesn't fit is left out, and another text moves nothing.
public final class Inscription: Widget {
    /// An inscription with a text, in a place for so many characters.
    public convenience init(_ text: String = "", characters: ClosedRange<Int>, role: AccessibleRole = .label) {
        self.init(gtk_inscription_get_type(), role: role)
        gtk_inscription_set_min_chars(pointer(), guint(characters.lowerBound))
        gtk_inscription_set_nat_chars(pointer(), guint(characters.upperBound))
        gtk_inscription_set_text_overflow(pointer(), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END)
        lines = 1
        self.text = text
    }

    /// Its text.
    public var text: String {
        get { String(c: gtk_inscription_get_text(pointer())) }
        set { gtk_inscription_set_text(pointer(), newValue) }
    }

    /// Where the text stands in the width it has: 0 at the start, 1 at the end.
    public var xAlign: Double {
        get { Double(gtk_inscription_get_xalign(pointer())) }
        set { gtk_inscription_set_xalign(pointer(), Float(newValue)) }
    }

    /// For how many lines it has room.
    public var lines: Int {
        get { Int(gtk_inscription_get_min_lines(pointer())) }
        set {
            guard newValue != lines else { return }
            gtk_inscription_set_min_lines(pointer(), guint(newValue))
        }
    }

    /// How many lines a text takes in a width, with figures of one width.
    public func lines(for text: String, in width: Int) -> Int {
        let layout = Object(adopting: gtk_widget_create_pango_layout(pointer(), text))
        let attributes = pango_attr_list_new()
        defer { pango_attr_list_unref(attributes) }
        pango_attr_list_insert(attributes, pango_attr_font_features_new("tnum=1"))
        pango_layout_set_attributes(layout.pointer(), attributes)
        pango_layout_set_wrap(layout.pointer(), gtk_inscription_get_wrap_mode(pointer()))
        pango_layout_set_width(layout.pointer(), gint(width) * PANGO_SCALE)
        return Int(pango_layout_get_line_count(layout.pointer()))
    }
}
