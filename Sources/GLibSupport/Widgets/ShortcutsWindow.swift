import CAdwaita

/// The window that lists the keyboard's shortcuts.
public final class ShortcutsWindow: Window {
    /// Shortcuts that belong together.
    public struct Group {
        /// What they are about.
        public var title: String
        /// The keys, as GTK writes them ("<Control>n"; several with spaces between), and what they do.
        public var shortcuts: [(keys: String, title: String)]

        /// A group with a title.
        public init(_ title: String, _ shortcuts: [(keys: String, title: String)]) {
            self.title = title
            self.shortcuts = shortcuts
        }
    }

    /// A window with these shortcuts, not shown yet.
    ///
    /// - Parameter search: What its button for searching is to a screen reader; GTK 4.8 has no name for it.
    public convenience init(_ groups: [Group], search: String) {
        // GTK 4.8 fills this window from its own markup only.
        let text = Self.markup(groups)
        let builder = gtk_builder_new_from_string(text, -1)
        guard let builder, let window = gtk_builder_get_object(builder, "window") else {
            preconditionFailure("GTK could not read the shortcuts.")
        }
        defer { g_object_unref(UnsafeMutableRawPointer(builder)) }
        self.init(borrowing: window)
        for button in descendants(ofType: gtk_toggle_button_get_type()) where button.isSearchButton {
            button.setAccessibleLabel(search)
        }
    }

    static func markup(_ groups: [Group]) -> String {
        let groups = groups.map { group in
            let shortcuts = group.shortcuts.map { shortcut in
                object("GtkShortcutsShortcut", [("accelerator", shortcut.keys), ("title", shortcut.title)])
            }
            return object("GtkShortcutsGroup", [("title", group.title)], shortcuts)
        }
        let section = object("GtkShortcutsSection", [("section-name", "shortcuts")], groups)
        return "<interface>"
            + object("GtkShortcutsWindow", id: "window", [("modal", "true")], [section])
            + "</interface>"
    }

    private static func object(
        _ type: String,
        id: String? = nil,
        _ properties: [(String, String)],
        _ children: [String] = []
    ) -> String {
        let properties = properties.map { "<property name=\"\($0)\">\(Markup.escape($1))</property>" }
        let children = children.map { "<child>\($0)</child>" }
        let id = id.map { " id=\"\($0)\"" } ?? ""
        return "<object class=\"\(type)\"\(id)>" + (properties + children).joined() + "</object>"
    }
}

extension Widget {
    fileprivate var isSearchButton: Bool {
        gtk_button_get_icon_name(pointer()).map { String(cString: $0) } == "edit-find-symbolic"
    }
}
