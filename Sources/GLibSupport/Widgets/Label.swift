import CAdwaita

/// A text that is shown.
///
/// It is never read as markup, so any text is safe.
public final class Label: Widget {
    /// A label with a text.
    public convenience init(_ text: String = "") {
        self.init(sinking: gtk_label_new(text))
    }

    /// A label that is something else to a screen reader: a heading, a status.
    public convenience init(_ text: String = "", role: AccessibleRole) {
        self.init(gtk_label_get_type(), role: role)
        self.text = text
    }

    /// Its text.
    public var text: String {
        get { String(c: gtk_label_get_text(pointer())) }
        set { gtk_label_set_text(pointer(), newValue) }
    }

    /// Shows marked text; whatever is put into it goes through `Markup.escape` first.
    public func setMarkup(_ markup: String) {
        gtk_label_set_markup(pointer(), markup)
    }

    /// Whether it goes on in further lines, between words, and inside a word that is too long for a line.
    public var wraps: Bool {
        get { Bool(gtk_label_get_wrap(pointer())) }
        set {
            gtk_label_set_wrap(pointer(), newValue.c)
            gtk_label_set_wrap_mode(pointer(), PANGO_WRAP_WORD_CHAR)
        }
    }

    /// Has a word that is too long for a line go on in the next without a hyphen, which is not in the text.
    public func breaksWithoutHyphen() {
        let attributes = pango_attr_list_new()
        defer { pango_attr_list_unref(attributes) }
        pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(0))
        gtk_label_set_attributes(pointer(), attributes)
    }

    /// Whether, when it has room, it uses its full width rather than lines of equal length.
    public var fillsLines: Bool {
        get { gtk_label_get_natural_wrap_mode(pointer()) == GTK_NATURAL_WRAP_NONE }
        set { gtk_label_set_natural_wrap_mode(pointer(), newValue ? GTK_NATURAL_WRAP_NONE : GTK_NATURAL_WRAP_INHERIT) }
    }

    /// Whether its text can be selected and copied.
    public var isSelectable: Bool {
        get { Bool(gtk_label_get_selectable(pointer())) }
        set { gtk_label_set_selectable(pointer(), newValue.c) }
    }

    /// Where it leaves out what doesn't fit.
    public var ellipsis: Ellipsis {
        get { Ellipsis(rawValue: gtk_label_get_ellipsize(pointer()).rawValue) ?? .none }
        set { gtk_label_set_ellipsize(pointer(), PangoEllipsizeMode(newValue.rawValue)) }
    }

    /// Where the text stands in the width it has: 0 at the start, 1 at the end.
    public var xAlign: Double {
        get { Double(gtk_label_get_xalign(pointer())) }
        set { gtk_label_set_xalign(pointer(), Float(newValue)) }
    }

    /// Where the text stands in the height it has: 0 at the top, 1 at the bottom.
    public var yAlign: Double {
        get { Double(gtk_label_get_yalign(pointer())) }
        set { gtk_label_set_yalign(pointer(), Float(newValue)) }
    }

    /// How lines stand to each other.
    public var justification: Justification {
        get { Justification(rawValue: gtk_label_get_justify(pointer()).rawValue) ?? .start }
        set { gtk_label_set_justify(pointer(), GtkJustification(newValue.rawValue)) }
    }

    /// For how many characters it asks for room, at least.
    public var widthInCharacters: Int {
        get { Int(gtk_label_get_width_chars(pointer())) }
        set { gtk_label_set_width_chars(pointer(), gint(newValue)) }
    }

    /// For how many characters it asks for room, at most.
    public var maximumWidthInCharacters: Int {
        get { Int(gtk_label_get_max_width_chars(pointer())) }
        set { gtk_label_set_max_width_chars(pointer(), gint(newValue)) }
    }

    /// How many lines are shown, if the rest is left out.
    public var lines: Int {
        get { Int(gtk_label_get_lines(pointer())) }
        set { gtk_label_set_lines(pointer(), gint(newValue)) }
    }

    /// How lines stand to each other.
    public nonisolated enum Justification: UInt32, Sendable {
        /// They begin together.
        case start
        /// They end together.
        case end
        /// Their middles are together.
        case center
    }

    /// Where what doesn't fit is left out.
    public nonisolated enum Ellipsis: UInt32, Sendable {
        /// Nowhere.
        case none
        /// At the start.
        case start
        /// In the middle.
        case middle
        /// At the end.
        case end
    }
}
