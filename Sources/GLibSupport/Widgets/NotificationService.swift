import CAdwaita

/// Who shows notifications on the session bus: without one, GLib complains of each.
final class NotificationService {
    /// Of the Desktop Notifications Specification; desktops with a way of their own have this one, too.
    private static let name = "org.freedesktop.Notifications"

    /// Whether there is one now.
    fileprivate(set) var isThere = false
    private var watch: guint = 0

    isolated deinit {
        if watch != 0 { g_bus_unwatch_name(watch) }
    }

    /// Follows whether there is one, and has it started where the bus knows how.
    ///
    /// - Parameter connection: The session bus; nil where there is none.
    func follow(on connection: OpaquePointer?) {
        guard let connection, watch == 0 else { return }
        watch = g_bus_watch_name_on_connection(
            connection,
            Self.name,
            G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
            serviceAppeared,
            serviceVanished,
            Unmanaged.passRetained(ServiceBox(self)).toOpaque(),
            releaseService
        )
    }
}

/// What GLib holds while it watches.
private final class ServiceBox {
    weak var service: NotificationService?

    init(_ service: NotificationService) {
        self.service = service
    }
}

nonisolated private func serviceAppeared(
    _: OpaquePointer?,
    _: UnsafePointer<CChar>?,
    _: UnsafePointer<CChar>?,
    _ data: gpointer?
) {
    tell(data, isThere: true)
}

nonisolated private func serviceVanished(_: OpaquePointer?, _: UnsafePointer<CChar>?, _ data: gpointer?) {
    tell(data, isThere: false)
}

nonisolated private func tell(_ data: gpointer?, isThere: Bool) {
    guard let data else { return }
    let box = Unmanaged<ServiceBox>.fromOpaque(data).takeUnretainedValue()
    MainActor.assumeIsolated { box.service?.isThere = isThere }
}

nonisolated private func releaseService(_ data: gpointer?) {
    guard let data else { return }
    Unmanaged<AnyObject>.fromOpaque(data).release()
}
