import CAdwaita

/// The program's own style, over the desktop's.
public enum StyleSheet {
    /// Lets a sheet of CSS count for all windows, from now on.
    public static func install(_ css: String) {
        guard let display = gdk_display_get_default(), let provider = gtk_css_provider_new() else { return }
        gtk_css_provider_load_from_data(provider, css, -1)
        gtk_style_context_add_provider_for_display(
            display,
            OpaquePointer(provider),
            guint(GTK_STYLE_PROVIDER_PRIORITY_APPLICATION)
        )
        g_object_unref(provider)
    }
}

/// The icons that there are.
public enum IconTheme {
    /// Looks for icons in a folder, too (with `hicolor/scalable/apps` and the like in it).
    public static func addSearchPath(_ path: String) {
        gtk_icon_theme_add_search_path(theme, path)
    }

    private static var theme: OpaquePointer? { gtk_icon_theme_get_for_display(gdk_display_get_default()) }
}

/// Whether the desktop is light or dark.
public final class StyleManager: Object {
    /// The one that there is.
    public static var shared: StyleManager { StyleManager(borrowing: .init(adw_style_manager_get_default())) }

    /// Whether the user needs more contrast.
    public var isHighContrast: Bool { Bool(adw_style_manager_get_high_contrast(pointer())) }

    /// Calls the handler each time colours change.
    public func onChanged(_ handler: @escaping Handler) -> [SignalHandler] {
        [onNotify("dark", handler), onNotify("high-contrast", handler)]
    }
}

/// A colour, each part from 0 to 1.
public nonisolated struct Color: Hashable, Sendable {
    /// How much red there is.
    public var red: Double
    /// How much green there is.
    public var green: Double
    /// How much blue there is.
    public var blue: Double
    /// How opaque it is.
    public var alpha: Double

    /// A colour of its parts.
    public init(red: Double, green: Double, blue: Double, alpha: Double = 1) {
        self.red = red
        self.green = green
        self.blue = blue
        self.alpha = alpha
    }

    /// The same colour, that much less opaque.
    public func faded(_ factor: Double) -> Color {
        Color(red: red, green: green, blue: blue, alpha: alpha * factor)
    }

    init(_ color: GdkRGBA) {
        self.init(
            red: Double(color.red),
            green: Double(color.green),
            blue: Double(color.blue),
            alpha: Double(color.alpha)
        )
    }
}

extension Widget {
    /// The colour of texts here.
    public var foregroundColor: Color {
        var color = GdkRGBA()
        gtk_style_context_get_color(gtk_widget_get_style_context(pointer()), &color)
        return Color(color)
    }

    /// A colour that the style names: "accent_color", "error_color", "window_fg_color".
    public func namedColor(_ name: String) -> Color? {
        var color = GdkRGBA()
        guard Bool(gtk_style_context_lookup_color(gtk_widget_get_style_context(pointer()), name, &color)) else {
            return nil
        }
        return Color(color)
    }
}
