import CAdwaita

extension TextView {
    /// Calls the handler for Enter when the input method doesn't take it; true keeps it from beginning a new line.
    public func onEnter(_ handler: @escaping @MainActor (Modifiers) -> Bool) {
        let controller = Object(adopting: gtk_event_controller_key_new())
        // Both are there whenever the handler is called: the view owns the controller, and that the handler.
        let view = raw
        let source = controller.raw
        controller.connect("key-pressed") { (key: UInt, _: UInt, state: Int) in
            guard Key(value: UInt32(key)).isEnter else { return false }
            // GTK asks the input method only after all controllers, and whoever asks it must keep what it took.
            let event = gtk_event_controller_get_current_event(OpaquePointer(source))
            let textView = view.assumingMemoryBound(to: GtkTextView.self)
            if Bool(gtk_text_view_im_context_filter_keypress(textView, event)) { return true }
            let held: Modifiers = [.shift, .control, .alt, .super]
            return handler(Modifiers(rawValue: state).intersection(held))
        }
        gtk_event_controller_set_propagation_phase(controller.pointer(), GTK_PHASE_CAPTURE)
        g_object_ref(controller.raw)
        gtk_widget_add_controller(pointer(), controller.pointer())
    }

    /// The height of one line, as the text is shown now.
    public var lineHeight: Int {
        var start = GtkTextIter()
        var place = GdkRectangle()
        gtk_text_buffer_get_start_iter(gtk_text_view_get_buffer(pointer()), &start)
        gtk_text_view_get_iter_location(pointer(), &start, &place)
        return Int(place.height)
    }

    /// Sets what a screen reader says while it is empty; what is shown then stands over it.
    public func setAccessiblePlaceholder(_ text: String) {
        shim_accessible_text(pointer(), GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER, text)
    }

    /// Opens the chooser of emojis beside the cursor.
    public func chooseEmoji() {
        activateAction("misc.insert-emoji")
    }
}

extension Label {
    /// What is marked in it, if anything is.
    public var selectedText: String? {
        var start: gint = 0
        var end: gint = 0
        guard Bool(gtk_label_get_selection_bounds(pointer(), &start, &end)), start < end else { return nil }
        return String(text.unicodeScalars.dropFirst(Int(start)).prefix(Int(end - start)))
    }
}
