import CAdwaita

extension Window {
    /// Lets a screen reader say something that happened elsewhere than where the focus is.
    ///
    /// It is heard only in the window that has the keyboard; a notification is for the others.
    ///
    /// GTK can announce since 4.14. Before, of all that it sends to screen readers, Orca speaks a text at once only when
    /// it is the new description of what has the focus. So the text becomes that for a moment. What has a description of
    /// its own gets it back, and that is spoken, too: better not to describe what has the focus for long.
    public func announce(_ text: String) {
        guard !text.isEmpty, !Bool(shim_announce(pointer(), text)) else { return }
        let focus = focusForScreenReaders
        shim_accessible_text(focus.pointer(), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text)
        if let description = focus.accessibleDescription {
            shim_accessible_text(focus.pointer(), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description)
        } else {
            gtk_accessible_reset_property(focus.pointer(), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION)
        }
    }

    /// What has the focus, as screen readers see it: for them, most entries are one thing with the text inside.
    private var focusForScreenReaders: Widget {
        guard let focus else { return self }
        guard shim_is_a(focus.raw, gtk_text_get_type()) != 0,
            gtk_accessible_get_accessible_role(focus.pointer()) == GTK_ACCESSIBLE_ROLE_NONE
        else { return focus }
        var parent = focus.parent
        while let widget = parent, shim_is_a(widget.raw, gtk_editable_get_type()) == 0 { parent = widget.parent }
        return parent ?? focus
    }
}
