@testable import TchatPresentation

/// What a window's model told of.
final class Told {
    var notifications: [DesktopNotification] = []
    var announcements: [String] = []

    init(_ desktop: DesktopModel) {
        desktop.onNotification = { [weak self] in self?.notifications.append($0) }
        desktop.onAnnouncement = { [weak self] in self?.announcements.append($0) }
    }
}
