import GLibSupport
import Localization
import TchatModel

/// What the program is.
enum About {
    /// Shows the window that says it.
    static func present(over window: Window) {
        var details = AboutWindow.Details()
        details.name = tr("Tchat")
        details.icon = DesktopProgram.id
        details.version = tchatVersion
        details.developer = tr("The Tchat contributors")
        details.comments = tr("Talk to a machine, and to whoever sits at it.")
        let about = AboutWindow(over: window, details)
        about.isDestroyedWithParent = true
        about.present()
    }
}
