import CAdwaita

extension Widget {
    /// Calls the handler when a menu is asked for: by the secondary button or a long touch, at a point; or by the keyboard.
    ///
    /// What is in the widget gets none of these, so a label's own menu stays away.
    public func onContextMenu(_ handler: @escaping @MainActor (_ x: Double?, _ y: Double?) -> Void) {
        let click = Object(adopting: gtk_gesture_click_new())
        gtk_gesture_single_set_button(click.pointer(), MouseButton.secondary.rawValue)
        // It is there whenever its handler is called.
        let gesture = OpaquePointer(click.raw)
        click.connect("pressed") { (_: Int, x: Double, y: Double) in
            gtk_gesture_set_state(gesture, GTK_EVENT_SEQUENCE_CLAIMED)
            handler(x, y)
        }
        addInCapture(click)

        let touch = Object(adopting: gtk_gesture_long_press_new())
        gtk_gesture_single_set_touch_only(touch.pointer(), 1)
        touch.connect("pressed") { (x: Double, y: Double) in handler(x, y) }
        addInCapture(touch)

        onKeyPressed(phase: .capture) { key, held in
            guard key == .menu || (key == .f10 && held == .shift) else { return false }
            handler(nil, nil)
            return true
        }
    }

    private func addInCapture(_ controller: Object) {
        gtk_event_controller_set_propagation_phase(controller.pointer(), GTK_PHASE_CAPTURE)
        // The widget takes over a reference.
        g_object_ref(controller.raw)
        gtk_widget_add_controller(pointer(), controller.pointer())
    }
}
