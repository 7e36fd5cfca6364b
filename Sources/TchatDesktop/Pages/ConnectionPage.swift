import GLibSupport
import Localization
import TchatPresentation

/// The form that adds a host: IP, port and code.
final class ConnectionPage {
    let widget: Widget
    /// Asks to go back to what was shown before.
    var onLeave: Handler?

    private let form: ConnectionForm
    let address = FieldRow(tr("IP"))
    let port = FieldRow(tr("Port"))
    let code = FieldRow(tr("Code"))
    private let failure = Label(role: .alert)
    let connectButton = Button()
    private let connectLabel = Label(tr("Connect"))
    private let spinner = Spinner()
    let cancelButton = Button(tr("Cancel"))
    private let observer = Observer()
    /// The field that the last error was shown at, so that the focus goes there once.
    private weak var blamed: FieldRow?

    init(_ form: ConnectionForm) {
        self.form = form
        failure.wraps = true
        failure.xAlign = 0
        failure.addClass("error")

        let connectContent = Box(.horizontal, spacing: 8, [spinner, connectLabel])
        connectContent.horizontalAlign = .center
        connectButton.child = connectContent
        connectButton.setAccessibleLabel(tr("Connect"))
        connectButton.addClass("pill")
        connectButton.addClass("suggested-action")
        cancelButton.addClass("pill")
        let buttons = Box(.vertical, spacing: 12, [connectButton, cancelButton])
        buttons.horizontalAlign = .center

        let group = PreferencesGroup(
            tr("Connection"),
            description: tr("Where the host is, and the code that lets you in once.")
        )
        let list = ListBox()
        list.addClass("boxed-list")
        list.setAccessibleLabel(tr("Connection"))
        for field in [address, port, code] {
            list.append(field.entry)
            list.append(field.errorRow)
        }
        group.add(list)
        let box = Box(.vertical, spacing: 24, [group, Self.hint, failure, buttons])
        box.margins = Margins(horizontal: 12, vertical: 24)
        widget = ScrolledWindow(Clamp(box, maximumSize: 480)).with {
            $0.setPolicy(horizontal: .never, vertical: .automatic)
            $0.expandsVertically = true
        }
        connectHandlers()
        observer.track { [weak self] in self?.showTexts() }
        observer.track { [weak self] in self?.showErrors() }
        observer.track { [weak self] in self?.showProgress() }
    }

    /// Puts the focus where something is to be typed.
    func focus() {
        let field = form.isAddressKnown ? code : address
        field.entry.grabFocus()
        field.entry.selectAll()
    }

    private static var hint: Widget {
        let text = Label(tr("On the host, this makes a code, which lets in one person within ten minutes:"))
        text.wraps = true
        text.xAlign = 0
        let command = Label("tchat pair --name alice --role member")
        command.isSelectable = true
        command.wraps = true
        command.xAlign = 0
        command.addClass("monospace")
        command.addClass("command")
        let box = Box(.vertical, spacing: 6, [text, command])
        box.addClass("hint")
        return box
    }

    private func connectHandlers() {
        address.onTyped = { [weak self] in self?.form.address = $0 }
        port.onTyped = { [weak self] in self?.form.port = $0 }
        code.onTyped = { [weak self] in self?.form.code = $0 }
        address.entry.onEntryActivated { [weak self] in self?.port.entry.grabFocus() }
        port.entry.onEntryActivated { [weak self] in self?.code.entry.grabFocus() }
        code.entry.onEntryActivated { [weak self] in self?.connect() }
        connectButton.onClicked { [weak self] in self?.connect() }
        cancelButton.onClicked { [weak self] in self?.form.cancel() }
        widget.onKeyPressed { [weak self] key, _ in
            guard let self, key == .escape else { return false }
            if form.isConnecting { form.cancel() } else { onLeave?() }
            return true
        }
    }

    private func connect() {
        guard !form.isConnecting else { return }
        blamed = nil
        form.connect()
    }

    private func showTexts() {
        address.text = form.address
        port.text = form.port
        code.text = form.code
    }

    private func showErrors() {
        address.error = form.addressError
        port.error = form.portError
        code.error = form.codeError
        failure.text = form.failure ?? ""
        failure.isVisible = form.failure != nil
        let first = [address, port, code].first { $0.error != nil }
        guard first !== blamed || form.failure != nil else { return }
        blamed = first
        first?.entry.grabFocus()
        guard let sentence = first?.error ?? form.failure else { return }
        // When the keyboard is where it is to be corrected.
        MainLoop.idle { [weak self] in self?.widget.window?.announce(sentence) }
    }

    private func showProgress() {
        let isConnecting = form.isConnecting
        connectButton.isSensitive = !isConnecting
        spinner.isVisible = isConnecting
        spinner.isSpinning = isConnecting
        connectLabel.text = isConnecting ? tr("Connecting…") : tr("Connect")
        // Otherwise the keyboard would go to whatever is near, such as the list of hosts.
        if !isConnecting, cancelButton.hasFocus { code.entry.grabFocus() }
        cancelButton.isVisible = isConnecting
        for field in [address, port, code] { field.entry.isEditable = !isConnecting }
        if isConnecting { cancelButton.grabFocus() }
    }
}
