import CAdwaita

/// The bar at the top of a window, with its buttons.
public final class HeaderBar: Widget {
    /// A bar with the window's title.
    public convenience init() {
        self.init(sinking: adw_header_bar_new())
    }

    /// Adds a widget at the start.
    public func packStart(_ child: Widget) {
        adw_header_bar_pack_start(pointer(), child.pointer())
    }

    /// Adds a widget at the end.
    public func packEnd(_ child: Widget) {
        adw_header_bar_pack_end(pointer(), child.pointer())
    }

    /// Takes a widget out.
    public func remove(_ child: Widget) {
        adw_header_bar_remove(pointer(), child.pointer())
    }

    /// What stands in the middle; nothing for the window's title.
    public var titleWidget: Widget? {
        get { adw_header_bar_get_title_widget(pointer()).map { Widget(borrowing: $0) } }
        set { adw_header_bar_set_title_widget(pointer(), newValue?.pointer()) }
    }

    /// Whether the window's buttons that belong at the start are shown here.
    public var showsStartTitleButtons: Bool {
        get { Bool(adw_header_bar_get_show_start_title_buttons(pointer())) }
        set { adw_header_bar_set_show_start_title_buttons(pointer(), newValue.c) }
    }

    /// Whether the window's buttons that belong at the end are shown here.
    public var showsEndTitleButtons: Bool {
        get { Bool(adw_header_bar_get_show_end_title_buttons(pointer())) }
        set { adw_header_bar_set_show_end_title_buttons(pointer(), newValue.c) }
    }
}

/// Bars that are as high as the highest of them, beside each other in one window.
public final class EqualHeights: Object {
    /// These are equally high from now on.
    public convenience init(_ widgets: [Widget]) {
        self.init(adopting: .init(gtk_size_group_new(GTK_SIZE_GROUP_VERTICAL)))
        for widget in widgets { gtk_size_group_add_widget(pointer(), widget.pointer()) }
    }
}

/// A title with a subtitle, for the header bar.
public final class WindowTitle: Widget {
    /// The two texts.
    public convenience init(_ title: String, subtitle: String = "") {
        self.init(sinking: adw_window_title_new(title, subtitle))
    }

    /// The title.
    public var title: String {
        get { String(c: adw_window_title_get_title(pointer())) }
        set { adw_window_title_set_title(pointer(), newValue) }
    }

    /// What stands below it.
    public var subtitle: String {
        get { String(c: adw_window_title_get_subtitle(pointer())) }
        set { adw_window_title_set_subtitle(pointer(), newValue) }
    }
}
