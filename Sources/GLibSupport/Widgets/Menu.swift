import CAdwaita

/// A menu: sections of items, each of which runs an action.
public nonisolated struct Menu: Equatable, Sendable {
    /// Items between two lines.
    public struct Section: Equatable, Sendable {
        /// What stands above them.
        public var title: String?
        /// The items.
        public var items: [Item]

        /// A section, with a title if it needs one.
        public init(_ title: String? = nil, _ items: [Item]) {
            self.title = title
            self.items = items
        }
    }

    /// One line of the menu.
    public struct Item: Equatable, Sendable {
        /// What it says.
        public var label: String
        /// What it runs ("app.quit").
        public var action: String
        /// What the action is given.
        public var target: String?

        /// An item that runs an action.
        public init(_ label: String, action: String, target: String? = nil) {
            self.label = label
            self.action = action
            self.target = target
        }
    }

    /// The sections.
    public var sections: [Section]

    /// A menu of several sections.
    public init(_ sections: [Section]) {
        self.sections = sections
    }

    /// A menu of one section.
    public init(_ items: [Item]) {
        sections = [Section(nil, items)]
    }
}

/// A menu as GLib knows it, which can become another.
///
/// It always has the same sections: GTK (4.8) never lets go of one that it has shown.
final class MenuModel {
    let menu = Object(adopting: g_menu_new())
    private var sections: [Object] = []
    private(set) var shown: Menu?

    init(_ menu: Menu) {
        show(menu)
    }

    /// Becomes that menu.
    func show(_ new: Menu) {
        guard new != shown else { return }
        shown = new
        g_menu_remove_all(menu.pointer())
        for (index, section) in new.sections.enumerated() {
            if index == sections.count { sections.append(Object(adopting: g_menu_new())) }
            fill(sections[index], with: section.items)
            g_menu_append_section(menu.pointer(), section.title, sections[index].pointer())
        }
    }

    private func fill(_ section: Object, with items: [Menu.Item]) {
        g_menu_remove_all(section.pointer())
        for item in items {
            let line = Object(adopting: g_menu_item_new(item.label, nil))
            let target = item.target.map { g_variant_new_string($0) } ?? nil
            g_menu_item_set_action_and_target_value(line.pointer(), item.action, target)
            g_menu_append_item(section.pointer(), line.pointer())
        }
    }
}

/// A bubble that opens beside a widget.
public class Popover: Widget {
    /// A popover with that in it; give it to a `MenuButton`, or attach it.
    public convenience init(_ child: Widget? = nil) {
        self.init(sinking: gtk_popover_new())
        self.child = child
    }

    /// What is in it.
    public var child: Widget? {
        get { gtk_popover_get_child(pointer()).map { Widget(borrowing: $0) } }
        set { gtk_popover_set_child(pointer(), newValue?.pointer()) }
    }

    /// Whether an arrow points at what it belongs to.
    public var hasArrow: Bool {
        get { Bool(gtk_popover_get_has_arrow(pointer())) }
        set { gtk_popover_set_has_arrow(pointer(), newValue.c) }
    }

    /// Attaches it to a widget, which owns it from now on.
    public func attach(to widget: Widget) {
        gtk_widget_set_parent(pointer(), widget.pointer())
        // GTK complains of a widget that goes with a child that it doesn't know.
        widget.onDestroy { [weak self] in self?.unparent() }
    }

    /// Opens it, at a point of the widget if it has one.
    public func open(x: Double? = nil, y: Double? = nil) {
        if let x, let y {
            var point = GdkRectangle(x: gint(x), y: gint(y), width: 1, height: 1)
            gtk_popover_set_pointing_to(pointer(), &point)
        }
        gtk_popover_popup(pointer())
    }

    /// Closes it.
    public func close() {
        gtk_popover_popdown(pointer())
    }

    /// Calls the handler each time it has closed.
    @discardableResult public func onClosed(_ handler: @escaping Handler) -> SignalHandler {
        connect("closed", handler)
    }
}

/// A menu that opens beside a widget: for the secondary click.
public final class PopoverMenu: Popover {
    private var model: MenuModel?

    /// A popover with a menu in it; attach it.
    public convenience init(_ menu: Menu) {
        let model = MenuModel(menu)
        self.init(sinking: gtk_popover_menu_new_from_model(model.menu.pointer()))
        self.model = model
    }

    /// Shows another menu.
    public func setMenu(_ menu: Menu) {
        model?.show(menu)
    }
}
