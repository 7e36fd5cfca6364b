import CAdwaita

/// What runs an action when it is used.
public protocol Actionable: Widget {}

extension Actionable {
    /// Lets it run an action, and be usable when the action is.
    ///
    /// - Parameter target: What the action is given.
    public func setAction(_ name: String?, target: String? = nil) {
        gtk_actionable_set_action_name(pointer(), name)
        gtk_actionable_set_action_target_value(pointer(), target.map { g_variant_new_string($0) } ?? nil)
    }
}

/// A button.
public class Button: Widget, Actionable {
    /// A button without anything on it.
    public convenience init() {
        self.init(sinking: gtk_button_new())
    }

    /// A button with a text on it.
    public convenience init(_ label: String) {
        self.init(sinking: gtk_button_new_with_label(label))
    }

    /// A button with an icon on it, and what the icon means as tooltip and for screen readers.
    public convenience init(icon: String, tooltip: String) {
        self.init(sinking: gtk_button_new_from_icon_name(icon))
        setName(tooltip)
    }

    /// A button with an icon and a text on it.
    public convenience init(icon: String, label: String) {
        self.init(sinking: gtk_button_new())
        let content = Widget(sinking: adw_button_content_new())
        adw_button_content_set_icon_name(content.pointer(), icon)
        adw_button_content_set_label(content.pointer(), label)
        child = content
    }

    fileprivate func setName(_ name: String) {
        tooltip = name
        setAccessibleLabel(name)
        // GTK says that the icon is its label, too, which a screen reader would call as its type is.
        gtk_accessible_reset_relation(pointer(), GTK_ACCESSIBLE_RELATION_LABELLED_BY)
    }

    /// The text on it.
    public var label: String {
        get { String(c: gtk_button_get_label(pointer())) }
        set { gtk_button_set_label(pointer(), newValue) }
    }

    /// The icon on it.
    public var iconName: String {
        get { String(c: gtk_button_get_icon_name(pointer())) }
        set { gtk_button_set_icon_name(pointer(), newValue) }
    }

    /// What is on it.
    public var child: Widget? {
        get { gtk_button_get_child(pointer()).map { Widget(borrowing: $0) } }
        set { gtk_button_set_child(pointer(), newValue?.pointer()) }
    }

    /// Calls the handler each time it is used.
    @discardableResult public func onClicked(_ handler: @escaping Handler) -> SignalHandler {
        connect("clicked", handler)
    }

    /// Uses it, as a click would.
    public func click() {
        emit("clicked")
    }
}

/// A button that stays pressed.
public final class ToggleButton: Button {
    /// A button with a text on it.
    public convenience init(_ label: String) {
        self.init(sinking: gtk_toggle_button_new_with_label(label))
    }

    /// A button with an icon on it, and what the icon means as tooltip and for screen readers.
    public convenience init(icon: String, tooltip: String) {
        self.init(sinking: gtk_toggle_button_new())
        iconName = icon
        setName(tooltip)
    }

    /// Whether it is pressed.
    public var isActive: Bool {
        get { Bool(gtk_toggle_button_get_active(pointer())) }
        set { gtk_toggle_button_set_active(pointer(), newValue.c) }
    }

    /// Lets only one of those that are joined be pressed.
    public func join(_ other: ToggleButton) {
        gtk_toggle_button_set_group(pointer(), other.pointer())
    }

    /// Calls the handler each time it is pressed or released, also by the program.
    @discardableResult public func onToggled(_ handler: @escaping Handler) -> SignalHandler {
        connect("toggled", handler)
    }
}

/// A button that opens a menu or a popover.
public final class MenuButton: Widget {
    private var model: MenuModel?

    /// A button with an icon on it, and what the icon means as tooltip and for screen readers.
    public convenience init(icon: String, tooltip: String, menu: Menu? = nil) {
        self.init(sinking: gtk_menu_button_new())
        gtk_menu_button_set_icon_name(pointer(), icon)
        self.tooltip = tooltip
        setAccessibleLabel(tooltip)
        if let menu { self.menu = menu }
    }

    /// A button with a text on it.
    public convenience init(_ label: String, menu: Menu? = nil) {
        self.init(sinking: gtk_menu_button_new())
        gtk_menu_button_set_label(pointer(), label)
        if let menu { self.menu = menu }
    }

    /// The menu that it opens.
    public var menu: Menu {
        get { model?.shown ?? Menu([] as [Menu.Section]) }
        set {
            if let model { return model.show(newValue) }
            let model = MenuModel(newValue)
            gtk_menu_button_set_menu_model(pointer(), model.menu.pointer())
            self.model = model
        }
    }

    /// Whether it is the window's main menu, which F10 opens.
    public var isPrimary: Bool {
        get { Bool(gtk_menu_button_get_primary(pointer())) }
        set { gtk_menu_button_set_primary(pointer(), newValue.c) }
    }

    /// Opens it.
    public func open() {
        gtk_menu_button_popup(pointer())
    }

    /// Closes it.
    public func close() {
        gtk_menu_button_popdown(pointer())
    }
}

/// Something that is on or off.
public final class Switch: Widget, Actionable {
    /// A switch that is off.
    public convenience init() {
        self.init(sinking: gtk_switch_new())
    }

    /// Whether it is on.
    public var isActive: Bool {
        get { Bool(gtk_switch_get_active(pointer())) }
        set { gtk_switch_set_active(pointer(), newValue.c) }
    }

    /// Calls the handler each time it is switched, also by the program.
    @discardableResult public func onToggled(_ handler: @escaping Handler) -> SignalHandler {
        onNotify("active", handler)
    }
}

/// Something that is chosen or not.
public final class CheckButton: Widget, Actionable {
    /// A button with a text beside it.
    public convenience init(_ label: String) {
        self.init(sinking: gtk_check_button_new_with_label(label))
    }

    /// Whether it is chosen.
    public var isActive: Bool {
        get { Bool(gtk_check_button_get_active(pointer())) }
        set { gtk_check_button_set_active(pointer(), newValue.c) }
    }

    /// Lets only one of those that are joined be chosen.
    public func join(_ other: CheckButton) {
        gtk_check_button_set_group(pointer(), other.pointer())
    }

    /// Calls the handler each time it is chosen or no more, also by the program.
    @discardableResult public func onToggled(_ handler: @escaping Handler) -> SignalHandler {
        connect("toggled", handler)
    }
}
