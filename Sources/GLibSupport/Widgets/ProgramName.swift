import CAdwaita

extension Toolkit {
    /// Says what the program is called; before GTK starts, or X11's desktops don't find its entry and icon.
    ///
    /// - Parameters:
    ///   - id: As its desktop entry is named.
    ///   - title: As people call it.
    public static func setProgramName(id: String, title: String) {
        g_set_prgname(id)
        g_set_application_name(title)
    }
}
