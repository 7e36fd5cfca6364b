import GLibSupport
import TchatPresentation

/// Tells the desktop of new messages, and leads from there to the conversation.
final class Notifications {
    /// The application's action that a notification runs.
    static let action = "open"

    private let application: Application

    init(_ application: Application) {
        self.application = application
    }

    /// The text without what could be markup.
    ///
    /// A body may hold markup, links and pictures too (Desktop Notifications Specification, "Markup"), and GLib hands it on
    /// as it is. To escape it would be right for some desktops only: GNOME's takes it for plain text. Without `<` it is no
    /// markup for any.
    nonisolated static func plain(_ body: String) -> String {
        String(String.UnicodeScalarView(body.unicodeScalars.map { $0 == "<" ? "‹" : $0 }))
    }

    /// Shows or withdraws a notification.
    func take(_ notification: DesktopNotification) {
        switch notification {
        case .show(let target, let title, let body):
            application.sendNotification(
                id: target.text,
                title: title,
                body: Self.plain(body),
                action: "app.\(Self.action)",
                target: target.text
            )
        case .withdraw(let target):
            application.withdrawNotification(id: target.text)
        }
    }
}

nonisolated extension DesktopNotification.Target {
    /// The target as the desktop keeps it: `HOST|CONVERSATION`; no host's identifier has a `|`.
    var text: String { "\(host.text)|\(conversation)" }

    /// Reads what ``text`` wrote; anything else is nothing: whoever is on the session bus may send it.
    init?(text: String) {
        guard let bar = text.firstIndex(of: "|"),
            let host = HostModel.ID(text: String(text[..<bar]))
        else { return nil }
        self.init(host: host, conversation: String(text[text.index(after: bar)...]))
    }
}
