import GLibSupport
import Localization

/// A question before something is done that others feel, or that can't be taken back.
struct Confirmation {
    /// What is asked.
    var heading: String
    /// What will happen to whom.
    var consequence: String
    /// The button that does it.
    var confirmation: String
    /// Whether it can't be taken back.
    var isDestructive: Bool

    /// Asks over the window, and does it when the user says so; Enter and Escape don't.
    @discardableResult func present(over window: Window, _ act: @escaping Handler) -> MessageDialog {
        let dialog = MessageDialog(over: window, heading: heading, body: consequence)
        dialog.addResponse("cancel", tr("Cancel"))
        dialog.addResponse("confirm", confirmation, appearance: isDestructive ? .destructive : .suggested)
        dialog.setDefaultResponse("cancel")
        dialog.setCloseResponse("cancel")
        dialog.isDestroyedWithParent = true
        dialog.onResponse { answer in
            if answer == "confirm" { act() }
        }
        dialog.present()
        return dialog
    }
}
