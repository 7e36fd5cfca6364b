import CAdwaita

/// What all widgets have in common: place, look, state.
public class Widget: Object {
    /// Whether it is shown, if its parents are.
    public var isVisible: Bool {
        get { Bool(gtk_widget_get_visible(pointer())) }
        set { gtk_widget_set_visible(pointer(), newValue.c) }
    }

    /// Whether it is on the screen: shown, in a window that is shown.
    public var isMapped: Bool { Bool(gtk_widget_get_mapped(pointer())) }

    /// Whether the user can use it.
    public var isSensitive: Bool {
        get { Bool(gtk_widget_get_sensitive(pointer())) }
        set { gtk_widget_set_sensitive(pointer(), newValue.c) }
    }

    /// Whether it takes the keyboard's focus itself.
    public var isFocusable: Bool {
        get { Bool(gtk_widget_get_focusable(pointer())) }
        set { gtk_widget_set_focusable(pointer(), newValue.c) }
    }

    /// Whether it, or anything in it, may have the focus.
    public var canFocus: Bool {
        get { Bool(gtk_widget_get_can_focus(pointer())) }
        set { gtk_widget_set_can_focus(pointer(), newValue.c) }
    }

    /// Whether the pointer reaches it.
    public var canTarget: Bool {
        get { Bool(gtk_widget_get_can_target(pointer())) }
        set { gtk_widget_set_can_target(pointer(), newValue.c) }
    }

    /// Whether it has the focus, and its window too.
    public var hasFocus: Bool { Bool(gtk_widget_has_focus(pointer())) }

    /// Whether the focus is in it or in something inside it, as far as its window is concerned.
    public var containsFocus: Bool { property("has-focus") || gtk_widget_get_focus_child(pointer()) != nil }

    /// Asks for the focus; for what isn't focusable itself, for the first thing inside that is.
    @discardableResult public func grabFocus() -> Bool {
        Bool(gtk_widget_grab_focus(pointer()))
    }

    /// Moves the focus inside it.
    @discardableResult public func moveFocus(_ direction: FocusDirection) -> Bool {
        Bool(gtk_widget_child_focus(pointer(), GtkDirectionType(direction.rawValue)))
    }

    /// How it stands in the width it is given.
    public var horizontalAlign: Align {
        get { Align(gtk_widget_get_halign(pointer())) }
        set { gtk_widget_set_halign(pointer(), newValue.c) }
    }

    /// How it stands in the height it is given.
    public var verticalAlign: Align {
        get { Align(gtk_widget_get_valign(pointer())) }
        set { gtk_widget_set_valign(pointer(), newValue.c) }
    }

    /// Whether it takes width that is left over.
    public var expandsHorizontally: Bool {
        get { Bool(gtk_widget_get_hexpand(pointer())) }
        set { gtk_widget_set_hexpand(pointer(), newValue.c) }
    }

    /// Whether it takes height that is left over.
    public var expandsVertically: Bool {
        get { Bool(gtk_widget_get_vexpand(pointer())) }
        set { gtk_widget_set_vexpand(pointer(), newValue.c) }
    }

    /// The space around it.
    public var margins: Margins {
        get {
            Margins(
                top: Int(gtk_widget_get_margin_top(pointer())),
                bottom: Int(gtk_widget_get_margin_bottom(pointer())),
                start: Int(gtk_widget_get_margin_start(pointer())),
                end: Int(gtk_widget_get_margin_end(pointer()))
            )
        }
        set {
            gtk_widget_set_margin_top(pointer(), gint(newValue.top))
            gtk_widget_set_margin_bottom(pointer(), gint(newValue.bottom))
            gtk_widget_set_margin_start(pointer(), gint(newValue.start))
            gtk_widget_set_margin_end(pointer(), gint(newValue.end))
        }
    }

    /// Asks for at least this size; nothing where its own is right.
    public func setSizeRequest(width: Int? = nil, height: Int? = nil) {
        gtk_widget_set_size_request(pointer(), gint(width ?? -1), gint(height ?? -1))
    }

    /// The width that it has.
    public var width: Int { Int(gtk_widget_get_width(pointer())) }

    /// The height that it has.
    public var height: Int { Int(gtk_widget_get_height(pointer())) }

    /// How opaque it is, 0 to 1.
    public var opacity: Double {
        get { gtk_widget_get_opacity(pointer()) }
        set { gtk_widget_set_opacity(pointer(), newValue) }
    }

    /// What is said when the pointer rests on it.
    public var tooltip: String? {
        get { gtk_widget_get_tooltip_text(pointer()).map { String(cString: $0) } }
        set { gtk_widget_set_tooltip_text(pointer(), newValue) }
    }

    /// How many pixels of the screen a pixel of the layout has.
    public var scale: Int { Int(gtk_widget_get_scale_factor(pointer())) }

    /// The name by which CSS knows just this one.
    public var name: String {
        get { String(c: gtk_widget_get_name(pointer())) }
        set { gtk_widget_set_name(pointer(), newValue) }
    }

    /// Adds a class of CSS.
    public func addClass(_ name: String) {
        gtk_widget_add_css_class(pointer(), name)
    }

    /// Takes a class of CSS away.
    public func removeClass(_ name: String) {
        gtk_widget_remove_css_class(pointer(), name)
    }

    /// Adds a class of CSS, or takes it away.
    public func setClass(_ name: String, _ isOn: Bool) {
        if isOn { addClass(name) } else { removeClass(name) }
    }

    /// Whether it has the class of CSS.
    public func hasClass(_ name: String) -> Bool {
        Bool(gtk_widget_has_css_class(pointer(), name))
    }

    /// What it is in, if anything.
    public var parent: Widget? {
        gtk_widget_get_parent(pointer()).map { Widget(borrowing: $0) }
    }

    /// Its window, if it is in one.
    public var window: Window? {
        guard let root = gtk_widget_get_root(pointer()), shim_is_a(.init(root), gtk_window_get_type()) != 0 else {
            return nil
        }
        return Window(borrowing: .init(root))
    }

    /// What is in it, in its order.
    public var children: [Widget] {
        var children: [Widget] = []
        var next = gtk_widget_get_first_child(pointer())
        while let child = next {
            children.append(Widget(borrowing: child))
            next = gtk_widget_get_next_sibling(child)
        }
        return children
    }

    /// All that is in it, at any depth, of a type.
    func descendants(ofType type: GType) -> [Widget] {
        children.flatMap { ($0.isOf(type) ? [$0] : []) + $0.descendants(ofType: type) }
    }

    private func isOf(_ type: GType) -> Bool { shim_is_a(raw, type) != 0 }

    /// Takes it out of a parent that has no function for that.
    public func unparent() {
        gtk_widget_unparent(pointer())
    }

    /// Draws it anew with the next frame.
    public func redraw() {
        gtk_widget_queue_draw(pointer())
    }

    /// Runs an action that it, a parent or the application has ("app.quit").
    @discardableResult public func activateAction(_ name: String, target: String? = nil) -> Bool {
        Bool(gtk_widget_activate_action_variant(pointer(), name, target.map { g_variant_new_string($0) }))
    }

    /// Puts a text on the clipboard.
    public func copyToClipboard(_ text: String) {
        gdk_clipboard_set_text(gtk_widget_get_clipboard(pointer()), text)
    }

    /// Calls the handler each time it comes onto the screen.
    @discardableResult public func onMap(_ handler: @escaping Handler) -> SignalHandler {
        connect("map", handler)
    }

    /// Calls the handler each time it leaves the screen.
    @discardableResult public func onUnmap(_ handler: @escaping Handler) -> SignalHandler {
        connect("unmap", handler)
    }

    /// Calls the handler when it goes, with what it is in.
    @discardableResult public func onDestroy(_ handler: @escaping Handler) -> SignalHandler {
        connect("destroy", handler)
    }
}

/// How a widget stands in the space it is given.
public nonisolated enum Align: UInt32, Sendable {
    /// Over all of it.
    case fill
    /// At the left or top.
    case start
    /// At the right or bottom.
    case end
    /// In the middle.
    case center
    /// On the line that texts beside it stand on.
    case baseline

    init(_ value: GtkAlign) {
        self = Align(rawValue: value.rawValue) ?? .fill
    }

    var c: GtkAlign { GtkAlign(rawValue) }
}

/// Which way something runs.
public nonisolated enum Orientation: UInt32, Sendable {
    /// From left to right.
    case horizontal
    /// From top to bottom.
    case vertical

    var c: GtkOrientation { GtkOrientation(rawValue) }
}

/// Where the focus goes.
public nonisolated enum FocusDirection: UInt32, Sendable {
    /// To the next, as with Tab.
    case forward
    /// To the one before, as with Shift+Tab.
    case backward
    /// Up.
    case up
    /// Down.
    case down
    /// Left.
    case left
    /// Right.
    case right
}

/// The space around a widget, in pixels; start is left where one reads from left to right.
public nonisolated struct Margins: Equatable, Sendable {
    /// Above.
    public var top: Int
    /// Below.
    public var bottom: Int
    /// Before.
    public var start: Int
    /// After.
    public var end: Int

    /// Space on the sides that are named.
    public init(top: Int = 0, bottom: Int = 0, start: Int = 0, end: Int = 0) {
        self.top = top
        self.bottom = bottom
        self.start = start
        self.end = end
    }

    /// The same on all sides.
    public init(_ all: Int) {
        self.init(top: all, bottom: all, start: all, end: all)
    }

    /// The same on sides that face each other.
    public init(horizontal: Int, vertical: Int) {
        self.init(top: vertical, bottom: vertical, start: horizontal, end: horizontal)
    }
}
