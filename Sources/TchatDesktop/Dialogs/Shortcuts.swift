import GLibSupport
import Localization

/// The keys of the window.
enum Shortcuts {
    /// The hosts that have a key of their own.
    static let numberedHosts = 1...9

    /// Which keys run which action.
    static let accelerators: [(action: String, keys: [String])] =
        [
            ("win.add-host", ["<Control>n"]),
            ("win.search", ["<Control>f"]),
            ("win.information", ["F9"]),
            ("win.previous-conversation", ["<Alt>Up"]),
            ("win.next-conversation", ["<Alt>Down"]),
            ("win.help", ["F1"]),
            ("win.shortcuts", ["<Control>question"]),
            ("window.close", ["<Control>w"]),
            ("app.quit", ["<Control>q"]),
        ] + numberedHosts.map { ("win.host('\($0)')", ["<Control>\($0)"]) }

    /// Shows the window that lists them.
    static func present(over window: Window) {
        let general = ShortcutsWindow.Group(
            tr("General"),
            [
                ("F1", tr("Help")),
                ("<Control>question", tr("Keyboard Shortcuts")),
                ("F10", tr("Main Menu")),
                ("<Control>w", tr("Close the Window")),
                ("<Control>q", tr("Quit")),
            ]
        )
        let hosts = ShortcutsWindow.Group(
            tr("Hosts"),
            [
                ("<Control>n", tr("Add Host")),
                ("<Control>1...9", tr("Go to a Host")),
                ("<Alt>Up", tr("Previous Conversation")),
                ("<Alt>Down", tr("Next Conversation")),
                ("F9", tr("Information")),
            ]
        )
        let discussion = ShortcutsWindow.Group(
            tr("Discussion"),
            [
                ("Return", tr("Send")),
                ("<Shift>Return", tr("Begin a New Line")),
                ("<Control>f", tr("Search")),
                ("<Control>End", tr("Go to the Newest Message")),
                ("Escape", tr("Leave the Search or the Form")),
            ]
        )
        let shortcuts = ShortcutsWindow([general, hosts, discussion], search: tr("Search"))
        shortcuts.transientFor = window
        shortcuts.isDestroyedWithParent = true
        shortcuts.present()
    }
}
