import CAdwaita

/// An icon.
public final class Image: Widget {
    /// The theme's icon of that name.
    public convenience init(icon name: String) {
        self.init(sinking: gtk_image_new_from_icon_name(name))
    }

    /// The icon's name.
    public var iconName: String {
        get { String(c: gtk_image_get_icon_name(pointer())) }
        set { gtk_image_set_from_icon_name(pointer(), newValue) }
    }

    /// How large it is; -1 as large as icons are there.
    public var pixelSize: Int {
        get { Int(gtk_image_get_pixel_size(pointer())) }
        set { gtk_image_set_pixel_size(pointer(), gint(newValue)) }
    }
}

/// Something that turns while one waits.
public final class Spinner: Widget {
    /// A spinner that stands still.
    public convenience init() {
        self.init(sinking: gtk_spinner_new())
    }

    /// Whether it turns; one that isn't seen shouldn't, as each turn draws.
    public var isSpinning: Bool {
        get { Bool(gtk_spinner_get_spinning(pointer())) }
        set { gtk_spinner_set_spinning(pointer(), newValue.c) }
    }
}

/// A person or a thing, as a round picture with its initials.
public final class Avatar: Widget {
    /// An avatar of that size, with the initials of the text if it shows them.
    public convenience init(size: Int, text: String = "", showsInitials: Bool = true) {
        self.init(sinking: adw_avatar_new(gint(size), text, showsInitials.c))
    }

    /// Whose it is: its colour and initials follow.
    public var text: String {
        get { String(c: adw_avatar_get_text(pointer())) }
        set { adw_avatar_set_text(pointer(), newValue) }
    }

    /// The icon that it shows where there are no initials.
    public var iconName: String {
        get { String(c: adw_avatar_get_icon_name(pointer())) }
        set { adw_avatar_set_icon_name(pointer(), newValue) }
    }
}
