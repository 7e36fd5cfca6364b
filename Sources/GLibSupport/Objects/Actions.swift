import CAdwaita

/// What has actions: the application ("app."), its window ("win."), a group of a page's own.
public protocol ActionMap: Object {}

extension ActionMap {
    /// Adds an action.
    @discardableResult public func addAction(_ name: String, _ handler: @escaping Handler) -> Action {
        let action = Action(adopting: g_simple_action_new(name, nil))
        action.connect("activate", handler)
        add(action)
        return action
    }

    /// Adds an action that is given a text.
    @discardableResult public func addAction(_ name: String, _ handler: @escaping @MainActor (String) -> Void) -> Action
    {
        let type = g_variant_type_new("s")
        defer { g_variant_type_free(type) }
        let action = Action(adopting: g_simple_action_new(name, type))
        action.connect("activate") { (parameter: Variant) in handler(parameter.string) }
        add(action)
        return action
    }

    /// Adds an action that is on or off, as a menu shows with a tick; the handler is told of each change.
    @discardableResult public func addToggle(
        _ name: String,
        isOn: Bool,
        _ handler: @escaping @MainActor (Bool) -> Void
    ) -> Action {
        let action = Action(adopting: g_simple_action_new_stateful(name, nil, g_variant_new_boolean(isOn.c)))
        action.onNotify("state") { [weak action] in
            guard let action else { return }
            handler(action.isOn)
        }
        add(action)
        return action
    }

    /// Adds an action that is one of several texts, as a menu shows with a dot; the handler is told of each change.
    @discardableResult public func addChoice(
        _ name: String,
        _ choice: String,
        _ handler: @escaping @MainActor (String) -> Void
    ) -> Action {
        let type = g_variant_type_new("s")
        defer { g_variant_type_free(type) }
        let action = Action(adopting: g_simple_action_new_stateful(name, type, g_variant_new_string(choice)))
        action.connect("change-state") { [weak action] (parameter: Variant) in
            guard let action else { return }
            action.choice = parameter.string
            handler(parameter.string)
        }
        add(action)
        return action
    }

    /// Takes an action away.
    public func removeAction(_ name: String) {
        g_action_map_remove_action(pointer(), name)
    }

    private func add(_ action: Action) {
        g_action_map_add_action(pointer(), action.pointer())
    }
}

/// One action; it lives with what it was added to.
public final class Action: Object {
    /// Whether it can be used now.
    public var isEnabled: Bool {
        get { Bool(g_action_get_enabled(pointer())) }
        set { g_simple_action_set_enabled(pointer(), newValue.c) }
    }

    /// Whether it is on, for one that was added with `addToggle`.
    public var isOn: Bool {
        get { withState { Bool(g_variant_get_boolean($0)) } ?? false }
        set { g_simple_action_set_state(pointer(), g_variant_new_boolean(newValue.c)) }
    }

    /// The choice, for one that was added with `addChoice`.
    public var choice: String {
        get { withState { String(c: g_variant_get_string($0, nil)) } ?? "" }
        set { g_simple_action_set_state(pointer(), g_variant_new_string(newValue)) }
    }

    /// Runs it.
    public func activate(target: String? = nil) {
        g_action_activate(pointer(), target.map { g_variant_new_string($0) } ?? nil)
    }

    private func withState<Result>(_ body: (OpaquePointer) -> Result) -> Result? {
        guard let state = g_action_get_state(pointer()) else { return nil }
        defer { g_variant_unref(state) }
        return body(state)
    }
}

/// Actions of a page's own: `page.insertActions(group, as: "page")`, then "page.name".
public final class ActionGroup: Object, ActionMap {
    /// A group without actions.
    public convenience init() {
        self.init(adopting: g_simple_action_group_new())
    }
}

extension Widget {
    /// Lets everything in it use the group's actions under the prefix.
    public func insertActions(_ group: ActionGroup, as prefix: String) {
        gtk_widget_insert_action_group(pointer(), prefix, group.pointer())
    }
}

/// What an action is given.
private struct Variant: SignalValue {
    let string: String

    static func read(_ value: GenericValue) -> Variant {
        guard let variant = g_value_get_variant(value.pointer) else { return Variant(string: "") }
        return Variant(string: String(c: g_variant_get_string(variant, nil)))
    }

    func write(to value: GenericValue) {
        g_value_set_variant(value.pointer, g_variant_new_string(string))
    }
}
