import FoundationEssentials
import GLibSupport

/// What the window looks like, besides what the theme says.
enum Appearance {
    /// Loads the styles and icons; once, before there is a window.
    static func load() {
        StyleSheet.install(String(decoding: PackageResources.style_css, as: UTF8.self))
        // A page that opens with a text in it would look as if someone had marked it.
        Toolkit.marksFocusedLabels = false
        if let folder = iconFolder { IconTheme.addSearchPath(folder) }
    }

    /// The icons beside the program's own folder, so that a program finds them wherever it was put.
    private static var iconFolder: String? {
        let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        guard let program else { return nil }
        return "/" + program.split(separator: "/").dropLast(2).joined(separator: "/") + "/share/icons"
    }
}
