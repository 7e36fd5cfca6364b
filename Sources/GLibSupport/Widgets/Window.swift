import CAdwaita

/// A window of the desktop.
///
/// GTK owns it from when it is made until it is closed or destroyed; then everything in it goes.
public class Window: Widget {
    /// A new window that stands for itself; the application's main one is an `ApplicationWindow`.
    public convenience init() {
        self.init(sinking: gtk_window_new())
    }

    /// What stands in its title bar and in the desktop's lists.
    public var title: String {
        get { String(c: gtk_window_get_title(pointer())) }
        set { gtk_window_set_title(pointer(), newValue) }
    }

    /// What it shows.
    public var child: Widget? {
        get { gtk_window_get_child(pointer()).map { Widget(borrowing: $0) } }
        set { gtk_window_set_child(pointer(), newValue?.pointer()) }
    }

    /// What stands in place of its title bar.
    public var titleBar: Widget? {
        get { gtk_window_get_titlebar(pointer()).map { Widget(borrowing: $0) } }
        set { gtk_window_set_titlebar(pointer(), newValue?.pointer()) }
    }

    /// The size that it opens with, and has now when it isn't maximized: what to remember.
    public var defaultSize: (width: Int, height: Int) {
        get {
            var width: gint = 0
            var height: gint = 0
            gtk_window_get_default_size(pointer(), &width, &height)
            return (Int(width), Int(height))
        }
        set { gtk_window_set_default_size(pointer(), gint(newValue.width), gint(newValue.height)) }
    }

    /// Whether it fills the screen.
    public var isMaximized: Bool {
        get { Bool(gtk_window_is_maximized(pointer())) }
        set { if newValue { gtk_window_maximize(pointer()) } else { gtk_window_unmaximize(pointer()) } }
    }

    /// Whether it keeps the user from the window that it belongs to.
    public var isModal: Bool {
        get { Bool(gtk_window_get_modal(pointer())) }
        set { gtk_window_set_modal(pointer(), newValue.c) }
    }

    /// The window that it belongs to.
    public var transientFor: Window? {
        get { gtk_window_get_transient_for(pointer()).map { Window(borrowing: $0) } }
        set { gtk_window_set_transient_for(pointer(), newValue?.pointer()) }
    }

    /// Whether it goes with the window that it belongs to.
    public var isDestroyedWithParent: Bool {
        get { Bool(gtk_window_get_destroy_with_parent(pointer())) }
        set { gtk_window_set_destroy_with_parent(pointer(), newValue.c) }
    }

    /// Its icon's name, on desktops that show one.
    public var iconName: String {
        get { String(c: gtk_window_get_icon_name(pointer())) }
        set { gtk_window_set_icon_name(pointer(), newValue) }
    }

    /// What has the focus in it.
    public var focus: Widget? {
        get { gtk_window_get_focus(pointer()).map { Widget(borrowing: $0) } }
        set { gtk_window_set_focus(pointer(), newValue?.pointer()) }
    }

    /// Whether the keyboard is its own.
    public var isActive: Bool { Bool(gtk_window_is_active(pointer())) }

    /// Calls the handler each time the keyboard becomes its own, or no more.
    @discardableResult public func onActiveChanged(_ handler: @escaping Handler) -> SignalHandler {
        onNotify("is-active", handler)
    }

    /// Whether it can be seen, as far as the desktop says: it is shown and not minimized.
    public var isOnScreen: Bool {
        guard isMapped, let surface = gtk_native_get_surface(pointer()) else { return false }
        return gdk_toplevel_get_state(surface).rawValue & GDK_TOPLEVEL_STATE_MINIMIZED.rawValue == 0
    }

    /// Calls the handler when `isOnScreen` may have changed.
    public func onScreenChanged(_ handler: @escaping Handler) {
        connect("unmap", handler)
        // The surface is there only once the window is realized, and is another one after it was unrealized.
        connect("map", from: Window.self) { window in
            handler()
            window.watchSurface(handler)
        }
    }

    private func watchSurface(_ handler: @escaping Handler) {
        let key = "watched-surface"
        guard let surface = gtk_native_get_surface(pointer()) else { return }
        let raw = UnsafeMutableRawPointer(surface)
        guard g_object_get_data(pointer(), key) != raw else { return }
        g_object_set_data(pointer(), key, raw)
        Object(borrowing: raw).onNotify("state", handler)
    }

    /// Shows it, and gives it the keyboard.
    public func present() {
        gtk_window_present(pointer())
    }

    /// Closes it, if what answers `onCloseRequest` lets it.
    public func close() {
        gtk_window_close(pointer())
    }

    /// Lets it go at once.
    public func destroy() {
        gtk_window_destroy(pointer())
    }

    /// Calls the handler when the user closes it; true keeps it open.
    @discardableResult public func onCloseRequest(_ handler: @escaping @MainActor () -> Bool) -> SignalHandler {
        connect("close-request", returning: handler)
    }

    /// All windows of the program that there are.
    public static var all: [Window] {
        let model = gtk_window_get_toplevels()
        return (0..<g_list_model_get_n_items(model)).compactMap { index in
            guard let object = g_list_model_get_item(model, index) else { return nil }
            return Window(owned: object)
        }
    }
}

/// A window of the application: it keeps the application running, and has actions ("win.…").
public final class ApplicationWindow: Window, ActionMap {
    /// A new window, not shown yet.
    public convenience init(_ application: Application) {
        self.init(sinking: adw_application_window_new(application.pointer()))
    }

    /// What it shows, header bar included.
    public var content: Widget? {
        get { adw_application_window_get_content(pointer()).map { Widget(borrowing: $0) } }
        set { adw_application_window_set_content(pointer(), newValue?.pointer()) }
    }
}
