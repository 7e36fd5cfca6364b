import GLibSupport
import Localization

/// What stands there before any host is known.
final class WelcomePage {
    let widget: Widget

    init() {
        let button = Button(tr("Connect to a Host…")).with {
            $0.horizontalAlign = .center
            $0.addClass("pill")
            $0.addClass("suggested-action")
            $0.setAction("win.add-host")
        }
        let hint = Label(
            tr("To make this computer a host, run tchat serve in a terminal.\nIt then appears here by itself.")
        ).with {
            $0.wraps = true
            $0.justification = .center
            $0.addClass("dim-label")
        }
        widget = StatusPage(
            icon: DesktopProgram.id,
            title: tr("Welcome to Tchat"),
            description: tr("Talk to a machine, and to whoever sits at it."),
            child: Clamp(Box(.vertical, spacing: 24, [button, hint]), maximumSize: 520)
        )
    }
}
