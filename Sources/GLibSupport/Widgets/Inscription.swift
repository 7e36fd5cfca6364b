import CAdwaita

/// A text in a place whose size doesn't depend on it: what doesn't fit is left out, and another text moves nothing.
public final class Inscription: Widget {
    /// An inscription with a text, in a place for so many characters.
    public convenience init(_ text: String = "", characters: ClosedRange<Int>, role: AccessibleRole = .label) {
        self.init(gtk_inscription_get_type(), role: role)
        gtk_inscription_set_min_chars(pointer(), guint(characters.lowerBound))
        gtk_inscription_set_nat_chars(pointer(), guint(characters.upperBound))
        gtk_inscription_set_text_overflow(pointer(), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END)
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
}
