import CAdwaita

/// A key of the keyboard.
public nonisolated struct Key: Hashable, Sendable {
    /// GDK's number of it.
    public let value: UInt32

    /// The key with GDK's number.
    public init(value: UInt32) {
        self.value = value
    }

    /// Enter.
    public static let enter = Key(value: UInt32(GDK_KEY_Return))
    /// Enter beside the digits.
    public static let keypadEnter = Key(value: UInt32(GDK_KEY_KP_Enter))
    /// Escape.
    public static let escape = Key(value: UInt32(GDK_KEY_Escape))
    /// Tab.
    public static let tab = Key(value: UInt32(GDK_KEY_Tab))
    /// Up.
    public static let up = Key(value: UInt32(GDK_KEY_Up))
    /// Down.
    public static let down = Key(value: UInt32(GDK_KEY_Down))
    /// Left.
    public static let left = Key(value: UInt32(GDK_KEY_Left))
    /// Right.
    public static let right = Key(value: UInt32(GDK_KEY_Right))
    /// Home.
    public static let home = Key(value: UInt32(GDK_KEY_Home))
    /// End.
    public static let end = Key(value: UInt32(GDK_KEY_End))
    /// End beside the digits.
    public static let keypadEnd = Key(value: UInt32(GDK_KEY_KP_End))
    /// Page up.
    public static let pageUp = Key(value: UInt32(GDK_KEY_Page_Up))
    /// The menu key.
    public static let menu = Key(value: UInt32(GDK_KEY_Menu))
    /// F10.
    public static let f10 = Key(value: UInt32(GDK_KEY_F10))

    /// Whether it is one of the two Enter keys.
    public var isEnter: Bool { self == .enter || self == .keypadEnter }

    /// Whether it goes from place to place: an arrow, Home, End or a page key, also one of the keypad.
    public var isNavigation: Bool {
        [GDK_KEY_Home...GDK_KEY_End, GDK_KEY_KP_Home...GDK_KEY_KP_End].contains { $0.contains(Int32(value)) }
    }

    /// The character that it writes.
    public var character: Character? {
        Unicode.Scalar(gdk_keyval_to_unicode(value)).flatMap { $0.value == 0 ? nil : Character($0) }
    }
}

/// The keys that are held while another is pressed.
public nonisolated struct Modifiers: OptionSet, Hashable, Sendable {
    /// GDK's bits.
    public let rawValue: Int

    /// The modifiers of GDK's bits.
    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// Shift.
    public static let shift = Modifiers(rawValue: Int(GDK_SHIFT_MASK.rawValue))
    /// Ctrl.
    public static let control = Modifiers(rawValue: Int(GDK_CONTROL_MASK.rawValue))
    /// Alt.
    public static let alt = Modifiers(rawValue: Int(GDK_ALT_MASK.rawValue))
    /// The key with the window's or the apple's sign.
    public static let `super` = Modifiers(rawValue: Int(GDK_SUPER_MASK.rawValue))
}

/// When a widget gets an event that is meant for something in it.
public nonisolated enum EventPhase: Sendable {
    /// Before what is in it.
    case capture
    /// After it, if that didn't take it.
    case bubble

    var c: GtkPropagationPhase { self == .capture ? GTK_PHASE_CAPTURE : GTK_PHASE_BUBBLE }
}

/// Where the focus must be for a shortcut.
public nonisolated enum ShortcutScope: UInt32, Sendable {
    /// In the widget.
    case local
    /// In something that the widget's manager manages.
    case managed
    /// Anywhere in its window.
    case global
}

extension Widget {
    /// Calls the handler for each key that is pressed while the focus is in it; true takes the key.
    ///
    /// An input method comes first only in the `bubble` phase: a text that is composed isn't seen there.
    public func onKeyPressed(
        phase: EventPhase = .bubble,
        _ handler: @escaping @MainActor (Key, Modifiers) -> Bool
    ) {
        let controller = Object(adopting: gtk_event_controller_key_new())
        controller.connect("key-pressed") { (key: UInt, _: UInt, state: Int) in
            let held: Modifiers = [.shift, .control, .alt, .super]
            return handler(Key(value: UInt32(key)), Modifiers(rawValue: state).intersection(held))
        }
        add(controller, phase)
    }

    /// Calls the handler for each notch by which a wheel is turned, 1 downwards and -1 upwards; true takes it.
    ///
    /// What is told of continuously isn't among them: GDK gathers that for each frame.
    public func onWheelNotch(_ handler: @escaping @MainActor (Double) -> Bool) {
        let controller = Object(adopting: gtk_event_controller_scroll_new(GTK_EVENT_CONTROLLER_SCROLL_VERTICAL))
        // The handler goes with the controller.
        let raw = controller.raw
        controller.connect("scroll") { (_: Double, notches: Double) in
            guard let event = gtk_event_controller_get_current_event(.init(OpaquePointer(raw))),
                gdk_scroll_event_get_direction(event) != GDK_SCROLL_SMOOTH, notches != 0
            else { return false }
            return handler(notches)
        }
        add(controller, .capture)
    }

    /// Calls the handlers when the pointer comes, goes, and moves over it; positions are its own.
    public func onPointer(
        entered: (@MainActor (Double, Double) -> Void)? = nil,
        left: Handler? = nil,
        moved: (@MainActor (Double, Double) -> Void)? = nil
    ) {
        let controller = Object(adopting: gtk_event_controller_motion_new())
        if let entered { controller.connect("enter", entered) }
        if let left { controller.connect("leave", left) }
        if let moved { controller.connect("motion", moved) }
        add(controller, .bubble)
    }

    /// Calls the handler for each press of a button over it: how often in a row, and where.
    public func onPressed(
        _ button: MouseButton = .primary,
        _ handler: @escaping @MainActor (_ count: Int, _ x: Double, _ y: Double) -> Void
    ) {
        let controller = Object(adopting: gtk_gesture_click_new())
        gtk_gesture_single_set_button(controller.pointer(), button.rawValue)
        controller.connect("pressed", handler)
        add(controller, .bubble)
    }

    /// Calls the handlers when the focus comes into it and goes out of it.
    public func onFocus(entered: Handler? = nil, left: Handler? = nil) {
        let controller = Object(adopting: gtk_event_controller_focus_new())
        if let entered { controller.connect("enter", entered) }
        if let left { controller.connect("leave", left) }
        add(controller, .bubble)
    }

    /// Calls the handler when the keys are pressed ("<Control>k"); true takes them.
    public func addShortcut(
        _ keys: String,
        scope: ShortcutScope = .local,
        _ handler: @escaping @MainActor () -> Bool
    ) {
        let data = Unmanaged.passRetained(ShortcutBox(handler)).toOpaque()
        addShortcut(keys, scope, gtk_callback_action_new(runShortcut, data, releaseShortcut))
    }

    /// Runs an action when the keys are pressed.
    public func addShortcut(_ keys: String, scope: ShortcutScope = .local, action: String) {
        addShortcut(keys, scope, gtk_named_action_new(action))
    }

    private func addShortcut(_ keys: String, _ scope: ShortcutScope, _ action: OpaquePointer?) {
        guard let trigger = gtk_shortcut_trigger_parse_string(keys) else {
            preconditionFailure("There are no keys \(keys).")
        }
        let controller = Object(adopting: gtk_shortcut_controller_new())
        gtk_shortcut_controller_set_scope(controller.pointer(), GtkShortcutScope(scope.rawValue))
        gtk_shortcut_controller_add_shortcut(controller.pointer(), gtk_shortcut_new(trigger, action))
        add(controller, .bubble)
    }

    private func add(_ controller: Object, _ phase: EventPhase) {
        gtk_event_controller_set_propagation_phase(controller.pointer(), phase.c)
        // The widget takes over a reference.
        g_object_ref(controller.raw)
        gtk_widget_add_controller(pointer(), controller.pointer())
    }
}

/// A button of the mouse.
public nonisolated enum MouseButton: UInt32, Sendable {
    /// The left, for most.
    case primary = 1
    /// The wheel.
    case middle = 2
    /// The right, for most.
    case secondary = 3
}

private final class ShortcutBox {
    let handler: @MainActor () -> Bool

    init(_ handler: @escaping @MainActor () -> Bool) {
        self.handler = handler
    }
}

nonisolated private func runShortcut(
    _ widget: UnsafeMutablePointer<GtkWidget>?,
    _ arguments: OpaquePointer?,
    _ data: gpointer?
) -> gboolean {
    guard let data else { return 0 }
    let box = Unmanaged<ShortcutBox>.fromOpaque(data).takeUnretainedValue()
    return MainActor.assumeIsolated { box.handler().c }
}

nonisolated private func releaseShortcut(_ data: gpointer?) {
    guard let data else { return }
    Unmanaged<ShortcutBox>.fromOpaque(data).release()
}
