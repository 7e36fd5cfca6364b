import CAdwaita

/// What a line of text is entered in.
public protocol Editable: Widget {}

extension Editable {
    /// The text.
    public var text: String {
        get { String(c: gtk_editable_get_text(pointer())) }
        set { gtk_editable_set_text(pointer(), newValue) }
    }

    /// Whether the user can change it.
    public var isEditable: Bool {
        get { Bool(gtk_editable_get_editable(pointer())) }
        set { gtk_editable_set_editable(pointer(), newValue.c) }
    }

    /// Selects all of it.
    public func selectAll() {
        gtk_editable_select_region(pointer(), 0, -1)
    }

    /// For how many characters it asks for room.
    public var widthInCharacters: Int {
        get { Int(gtk_editable_get_width_chars(pointer())) }
        set { gtk_editable_set_width_chars(pointer(), gint(newValue)) }
    }

    /// Calls the handler each time the text has changed, also by the program.
    @discardableResult public func onChanged(_ handler: @escaping Handler) -> SignalHandler {
        connect("changed", handler)
    }
}

/// A line of text by which to search.
public final class SearchEntry: Widget, Editable {
    /// An empty line, which says what it searches.
    public convenience init(placeholder: String = "") {
        self.init(sinking: gtk_search_entry_new())
        setProperty("placeholder-text", placeholder)
    }

    /// Lets what is typed elsewhere in a widget go here.
    public func captureKeys(of widget: Widget) {
        gtk_search_entry_set_key_capture_widget(pointer(), widget.pointer())
    }

    /// Calls the handler when the text has changed and the user pauses.
    @discardableResult public func onSearchChanged(_ handler: @escaping Handler) -> SignalHandler {
        connect("search-changed", handler)
    }

    /// Calls the handler when Enter is pressed.
    @discardableResult public func onActivated(_ handler: @escaping Handler) -> SignalHandler {
        connect("activate", handler)
    }

    /// Calls the handler when the user goes on to the next match, by Ctrl+G.
    @discardableResult public func onNextMatch(_ handler: @escaping Handler) -> SignalHandler {
        connect("next-match", handler)
    }

    /// Calls the handler when the user goes back to the match before, by Ctrl+Shift+G.
    @discardableResult public func onPreviousMatch(_ handler: @escaping Handler) -> SignalHandler {
        connect("previous-match", handler)
    }
}

/// A bar that shows a search entry when it is wanted, and hides it on Escape.
public final class SearchBar: Widget {
    /// A hidden bar with an entry in it.
    ///
    /// - Parameter content: What is shown, with the entry in it; the entry alone, if there is nothing else.
    public convenience init(_ entry: SearchEntry, content: Widget? = nil) {
        self.init(sinking: gtk_search_bar_new())
        gtk_search_bar_set_child(pointer(), (content ?? entry).pointer())
        gtk_search_bar_connect_entry(pointer(), entry.pointer())
    }

    /// Whether it is shown.
    public var isSearching: Bool {
        get { Bool(gtk_search_bar_get_search_mode(pointer())) }
        set { gtk_search_bar_set_search_mode(pointer(), newValue.c) }
    }

    /// Shows it when one types elsewhere in a widget.
    public func captureKeys(of widget: Widget?) {
        gtk_search_bar_set_key_capture_widget(pointer(), widget?.pointer())
    }

    /// Calls the handler each time it is shown or hidden.
    @discardableResult public func onSearchingChanged(_ handler: @escaping Handler) -> SignalHandler {
        onNotify("search-mode-enabled", handler)
    }
}

/// Text of many lines that the user writes.
public final class TextView: Widget {
    /// An empty text; Tab leaves it.
    public convenience init() {
        self.init(sinking: gtk_text_view_new())
        gtk_text_view_set_wrap_mode(pointer(), GTK_WRAP_WORD_CHAR)
        acceptsTab = false
    }

    private var buffer: Object { Object(borrowing: gtk_text_view_get_buffer(pointer())) }

    /// The text; when the program sets it, the cursor goes to its end.
    public var text: String {
        get {
            var start = GtkTextIter()
            var end = GtkTextIter()
            gtk_text_buffer_get_bounds(buffer.pointer(), &start, &end)
            return String(taking: gtk_text_buffer_get_text(buffer.pointer(), &start, &end, 0))
        }
        set {
            gtk_text_buffer_set_text(buffer.pointer(), newValue, -1)
            var end = GtkTextIter()
            gtk_text_buffer_get_end_iter(buffer.pointer(), &end)
            gtk_text_buffer_place_cursor(buffer.pointer(), &end)
        }
    }

    /// Puts a text where the cursor is.
    public func insertAtCursor(_ text: String) {
        gtk_text_buffer_insert_at_cursor(buffer.pointer(), text, -1)
    }

    /// How many characters the text has, cheaply.
    public var characterCount: Int { Int(gtk_text_buffer_get_char_count(buffer.pointer())) }

    /// Whether the user can change it.
    public var isEditable: Bool {
        get { Bool(gtk_text_view_get_editable(pointer())) }
        set { gtk_text_view_set_editable(pointer(), newValue.c) }
    }

    /// Whether Tab is a character of the text.
    public var acceptsTab: Bool {
        get { Bool(gtk_text_view_get_accepts_tab(pointer())) }
        set { gtk_text_view_set_accepts_tab(pointer(), newValue.c) }
    }

    /// The space around the text, inside the view.
    public var padding: Margins {
        get {
            Margins(
                top: Int(gtk_text_view_get_top_margin(pointer())),
                bottom: Int(gtk_text_view_get_bottom_margin(pointer())),
                start: Int(gtk_text_view_get_left_margin(pointer())),
                end: Int(gtk_text_view_get_right_margin(pointer()))
            )
        }
        set {
            gtk_text_view_set_top_margin(pointer(), gint(newValue.top))
            gtk_text_view_set_bottom_margin(pointer(), gint(newValue.bottom))
            gtk_text_view_set_left_margin(pointer(), gint(newValue.start))
            gtk_text_view_set_right_margin(pointer(), gint(newValue.end))
        }
    }

    /// Calls the handler each time the text has changed, also by the program.
    @discardableResult public func onChanged(_ handler: @escaping Handler) -> SignalHandler {
        buffer.connect("changed", handler)
    }
}
