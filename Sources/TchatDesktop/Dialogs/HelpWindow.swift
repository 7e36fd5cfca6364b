import GLibSupport
import Localization

/// The window `Aide`: what everything here is for.
enum HelpWindow {
    /// Opens it over the main window.
    @discardableResult static func present(over parent: Window) -> Window {
        let window = Window()
        window.title = tr("Help")
        window.titleBar = HeaderBar()
        window.child = content
        window.defaultSize = (560, 680)
        window.transientFor = parent
        window.isDestroyedWithParent = true
        window.addShortcut("Escape", scope: .global, action: "window.close")
        window.present()
        return window
    }

    private static var content: Widget {
        let introduction = Label(
            tr(
                "This window talks with servers. On each machine where tchat serve runs, the machine answers for itself, "
                    + "and the person at its console answers everything else."
            )
        )
        introduction.wraps = true
        introduction.xAlign = 0
        let box = Box(.vertical, spacing: 24, [introduction, connection, information, control, discussion])
        box.margins = Margins(horizontal: 12, vertical: 24)
        let scroll = ScrolledWindow(Clamp(box, maximumSize: 520))
        scroll.setPolicy(horizontal: .never, vertical: .automatic)
        return scroll
    }

    private static var connection: Widget {
        PreferencesGroup(
            tr("Connection"),
            [
                topic(
                    "list-add-symbolic",
                    tr("Connecting"),
                    tr(
                        "Press Add Host (+), and fill in the page Connection: the IP and the port of the server, and the "
                            + "code that tchat pair prints there. Then press Connect. The code is needed only once."
                    )
                ),
                topic(
                    "computer-symbolic",
                    tr("This computer"),
                    tr("While its own server runs, it stands first in the list and needs no code.")
                ),
            ]
        )
    }

    private static var information: Widget {
        PreferencesGroup(
            tr("Server Information"),
            [
                topic(
                    "dialog-information-symbolic",
                    tr("Asking"),
                    tr(
                        "The buttons on the side (Name, OS, RAM, CPU and others) ask for the server’s information. The "
                            + "answer stands in the conversation, beside the sentences that it explains."
                    )
                ),
                topic(
                    "sidebar-show-right-symbolic",
                    tr("Watching"),
                    tr("The panel shows how the machine does now, and did in the last minutes. F9 folds it.")
                ),
            ]
        )
    }

    private static var control: Widget {
        PreferencesGroup(
            tr("Control"),
            description: tr(
                "Choose these words in the menu Control, or type them as a message. What others would feel asks first. "
                    + "Closing the window only leaves: no server stops."
            ),
            [
                topic(
                    nil,
                    "kill",
                    tr("Stops the server and disconnects the client. Somebody has to start the server again.")
                ),
                topic(
                    nil,
                    "reset",
                    tr("Disconnects the client and re-opens the server, which reads its settings again.")
                ),
                topic(nil, "disconnect", tr("Only disconnects the client. The server goes on.")),
            ]
        )
    }

    private static var discussion: Widget {
        PreferencesGroup(
            tr("Discussion"),
            [
                topic(
                    "mail-unread-symbolic",
                    tr("Messages wait"),
                    tr("Write also while the server is away: the message is kept, and delivered once when it is back.")
                ),
                topic(
                    "object-select-symbolic",
                    tr("Marks"),
                    tr("Each of your messages says how far it has come: kept, sent, delivered, read.")
                ),
                topic(
                    "system-search-symbolic",
                    tr("Search"),
                    tr("Ctrl+F finds what was said, however long ago. The conversation lasts.")
                ),
            ]
        )
    }

    private static func topic(_ icon: String?, _ title: String, _ text: String) -> Widget {
        let row = ActionRow(title, subtitle: text)
        row.isActivatable = false
        guard let icon else {
            row.addClass("control-word")
            return row
        }
        let image = Image(icon: icon)
        image.setAccessibleState(.hidden(true))
        row.addPrefix(image)
        return row
    }
}
