import CAdwaita
import Glibc

/// The application: it starts GTK, owns the windows, and speaks with the desktop.
public final class Application: Object, ActionMap {
    private let notificationService = NotificationService()

    /// A new application.
    ///
    /// - Parameters:
    ///   - id: Its name, as its desktop entry has it.
    ///   - isUnique: Whether a second start only wakes up the first.
    public convenience init(id: String, isUnique: Bool = true) {
        let flags = isUnique ? 0 : G_APPLICATION_NON_UNIQUE.rawValue
        self.init(adopting: adw_application_new(id, GApplicationFlags(flags)))
        onStartup { [weak self] in
            guard let self else { return }
            notificationService.follow(on: g_application_get_dbus_connection(pointer()))
        }
    }

    /// Calls the handler once, when it has started and before it has a window.
    @discardableResult public func onStartup(_ handler: @escaping Handler) -> SignalHandler {
        connect("startup", handler)
    }

    /// Calls the handler each time it is started, also when it runs already: show the window.
    @discardableResult public func onActivate(_ handler: @escaping Handler) -> SignalHandler {
        connect("activate", handler)
    }

    /// Runs until the last window has gone or it quits; the main actor runs on its loop.
    ///
    /// - Parameter arguments: Those of the command line that are meant for GLib, the program's name first.
    /// - Returns: The program's exit status.
    public func run(_ arguments: [String] = []) -> Int32 {
        MainLoop.bridge()
        guard !arguments.isEmpty else { return g_application_run(pointer(), 0, nil) }
        var copies = arguments.map { g_strdup($0) } + [nil]
        defer { for copy in copies { g_free(copy) } }
        return copies.withUnsafeMutableBufferPointer {
            g_application_run(pointer(), gint(arguments.count), $0.baseAddress)
        }
    }

    /// Becomes known to the desktop without running: for tests.
    @discardableResult public func register() -> Bool {
        Bool(g_application_register(pointer(), nil, nil))
    }

    /// Ends it, without asking the windows.
    public func quit() {
        g_application_quit(pointer())
    }

    /// Keeps it running without a window, until it is released.
    public func hold() {
        g_application_hold(pointer())
    }

    /// Takes one `hold` back.
    public func release() {
        g_application_release(pointer())
    }

    /// The keys that run an action: `setAccelerators(["<Control>w"], for: "window.close")`.
    ///
    /// - Parameter action: With its target, if it has one: `app.open('name')`.
    public func setAccelerators(_ keys: [String], for action: String) {
        withStrings(keys) { gtk_application_set_accels_for_action(pointer(), action, $0) }
    }

    /// Shows a notification on the desktop; one with the same id is replaced.
    ///
    /// - Parameters:
    ///   - id: By which it is replaced or withdrawn.
    ///   - action: What a click on it does ("app.open"), an action of the application.
    ///   - target: What the action is given.
    public func sendNotification(
        id: String,
        title: String,
        body: String,
        action: String? = nil,
        target: String? = nil,
        priority: NotificationPriority = .normal
    ) {
        guard notificationService.isThere else { return }
        let notification = g_notification_new(title)
        defer { g_object_unref(UnsafeMutableRawPointer(notification)) }
        g_notification_set_body(notification, body)
        g_notification_set_priority(notification, GNotificationPriority(priority.rawValue))
        if let action {
            let value = target.map { g_variant_new_string($0) }
            g_notification_set_default_action_and_target_value(notification, action, value ?? nil)
        }
        g_application_send_notification(pointer(), id, notification)
    }

    /// Takes a notification back.
    public func withdrawNotification(id: String) {
        guard notificationService.isThere else { return }
        g_application_withdraw_notification(pointer(), id)
    }
}

/// How much a notification matters.
public nonisolated enum NotificationPriority: UInt32, Sendable {
    /// It waits with the others.
    case normal
    /// It can wait for long.
    case low
    /// It should be seen soon.
    case high
    /// It must be seen now.
    case urgent
}

/// GTK itself.
public enum Toolkit {
    /// Starts GTK and libadwaita without an application: for tests.
    ///
    /// - Parameter failsOnWarnings: Whether the process ends when GTK finds fault with how it is used.
    /// - Returns: Whether there is a display.
    public static func start(failsOnWarnings: Bool = false) -> Bool {
        if failsOnWarnings { g_log_set_writer_func(failOnWarning, nil, nil) }
        // The locale is the program's: GTK would complain of one that has no data here.
        if !Bool(gtk_is_initialized()) { gtk_disable_setlocale() }
        guard Bool(gtk_init_check()) else { return false }
        adw_init()
        return true
    }

    /// Whether changes are animated; false for those who don't want that, and for tests.
    public static var animates: Bool {
        get { settings?.property("gtk-enable-animations") ?? false }
        set { settings?.setProperty("gtk-enable-animations", newValue) }
    }

    /// How large texts are against what is usual: for tests.
    public static var textScale: Double {
        get { Double(settings?.property("gtk-xft-dpi", as: Int.self) ?? usualDPI) / Double(usualDPI) }
        set { settings?.setProperty("gtk-xft-dpi", Int(newValue * Double(usualDPI))) }
    }

    /// Whether a text that can be marked is marked as a whole when the keyboard comes to it.
    public static var marksFocusedLabels: Bool {
        get { settings?.property("gtk-label-select-on-focus", as: Bool.self) ?? true }
        set { settings?.setProperty("gtk-label-select-on-focus", newValue) }
    }

    /// In units of GTK's settings.
    private static let usualDPI = 96 * 1024

    private static var settings: Object? {
        gtk_settings_get_default().map { Object(borrowing: .init($0)) }
    }
}

/// Ends the process at a warning.
///
/// GLib's own way (`G_DEBUG=fatal-warnings`) is a trap, which the Swift runtime survives once.
nonisolated private func failOnWarning(
    _ level: GLogLevelFlags,
    _ fields: UnsafePointer<GLogField>?,
    _ count: gsize,
    _ data: gpointer?
) -> GLogWriterOutput {
    let written = g_log_writer_default(level, fields, count, nil)
    let fatal = G_LOG_LEVEL_WARNING.rawValue | G_LOG_LEVEL_CRITICAL.rawValue | G_LOG_LEVEL_ERROR.rawValue
    if level.rawValue & fatal != 0 { abort() }
    return written
}
