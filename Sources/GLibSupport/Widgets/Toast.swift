import CAdwaita

/// A short message over the page, that goes by itself.
public final class Toast: Object {
    /// A message, of plain text.
    ///
    /// - Parameter seconds: How long it stays; 0 until it is dismissed.
    public convenience init(_ title: String, seconds: Int = 5) {
        self.init(adopting: adw_toast_new(Markup.escape(title)))
        adw_toast_set_timeout(pointer(), guint(seconds))
    }

    /// Gives it a button.
    public func setButton(_ label: String, _ handler: @escaping Handler) {
        adw_toast_set_button_label(pointer(), label)
        connect("button-clicked", handler)
    }

    /// Gives it a button that runs an action.
    public func setButton(_ label: String, action: String, target: String? = nil) {
        adw_toast_set_button_label(pointer(), label)
        adw_toast_set_action_name(pointer(), action)
        adw_toast_set_action_target_value(pointer(), target.map { g_variant_new_string($0) } ?? nil)
    }

    /// Takes it away.
    public func dismiss() {
        adw_toast_dismiss(pointer())
    }
}

/// A page over which toasts are shown.
public final class ToastOverlay: Widget {
    /// Toasts over that.
    public convenience init(_ child: Widget? = nil) {
        self.init(sinking: adw_toast_overlay_new())
        self.child = child
    }

    /// The page.
    public var child: Widget? {
        get { adw_toast_overlay_get_child(pointer()).map { Widget(borrowing: $0) } }
        set { adw_toast_overlay_set_child(pointer(), newValue?.pointer()) }
    }

    /// Shows a toast, after those that are shown already.
    public func add(_ toast: Toast) {
        // The overlay takes over a reference.
        g_object_ref(toast.raw)
        adw_toast_overlay_add_toast(pointer(), toast.pointer())
    }
}
