import GLibSupport
import Localization
import TchatPresentation

/// Where a message is written: Enter sends it, Shift+Enter begins a new line.
final class Composer {
    let widget = Box(.vertical)
    private let presence = Label(role: .status)
    private let row = Box(.horizontal, spacing: 6)
    let text = TextView()
    private let scrolled = ScrolledWindow()
    private let placeholder = Label(role: .presentation)
    let field = Overlay()
    private let emojiButton = Button(icon: "face-smile-symbolic", tooltip: tr("Insert Emoji"))
    let sendButton = Button(icon: "mail-send-symbolic", tooltip: tr("Send"))
    let error = Label(role: .alert)
    let explanation = Label(tr("You can ask the machine here, but not write messages."))

    private var conversation: ConversationModel?
    private let observer = Observer()

    /// Called when a message was sent.
    var onSent: (() -> Void)?
    /// Called when a control word was typed, which has to be confirmed.
    var onControl: ((ControlOffer) -> Void)?

    init() {
        widget.addClass("composer")
        widget.isVisible = false
        addPresence()
        addField()
        addButtons()
        widget.append(row)
        addLine(error, classes: ["caption", "error", "draft-error"])
        addLine(explanation, classes: ["dim-label", "explanation"])
        text.onEnter { [weak self] held in
            guard held.isEmpty else { return false }
            self?.send()
            return true
        }
        text.onChanged { [weak self] in self?.textChanged() }
        emojiButton.onClicked { [weak self] in
            self?.text.grabFocus()
            self?.text.chooseEmoji()
        }
        sendButton.onClicked { [weak self] in
            self?.send()
            self?.focus()
        }
    }

    /// Writes to another conversation; what was typed for this one stays with it.
    func show(_ conversation: ConversationModel?) {
        guard conversation !== self.conversation else { return }
        observer.stop()
        self.conversation = conversation
        widget.isVisible = conversation != nil
        guard let conversation else { return }
        observer.track { [weak self] in self?.showDraft(conversation.draft) }
        observer.track { [weak self] in self?.showState(of: conversation) }
    }

    /// Puts the cursor into the field.
    func focus() {
        text.grabFocus()
    }

    // MARK: - What the model says

    private func showDraft(_ draft: String) {
        if text.text != draft { text.text = draft }
        sendButton.isSensitive = draft.contains { !$0.isWhitespace }
    }

    private func showState(of conversation: ConversationModel) {
        row.isVisible = conversation.canWrite
        explanation.isVisible = !conversation.canWrite
        error.isVisible = conversation.draftError != nil
        error.text = conversation.draftError ?? ""
        field.setClass("error", conversation.draftError != nil)
        placeholder.text = conversation.placeholder
        text.setAccessiblePlaceholder(conversation.placeholder)
        let isAlone = !conversation.isOtherSidePresent && conversation.presenceText != nil
        presence.isVisible = isAlone && conversation.canWrite
        presence.text = conversation.presenceText ?? ""
    }

    // MARK: - What the user does

    private func textChanged() {
        fitHeight()
        placeholder.isVisible = text.characterCount == 0
        guard let conversation else { return }
        let draft = text.text
        if conversation.draft != draft { conversation.draft = draft }
    }

    private func send() {
        guard let conversation else { return }
        switch conversation.send() {
        case .accepted: onSent?()
        case .control(let offer): onControl?(offer)
        case .nothing: break
        }
    }

    // MARK: - Widgets

    private static let mostLines = 6
    private static let padding = 8

    private func addPresence() {
        presence.addClass("caption")
        presence.addClass("dim-label")
        presence.addClass("presence")
        presence.wraps = true
        presence.justification = .center
        presence.isVisible = false
        widget.append(presence)
    }

    private func addField() {
        text.addClass("message-field")
        text.padding = Margins(top: Self.padding, bottom: Self.padding, start: 12, end: 12)
        text.setAccessibleLabel(tr("Message"))
        text.setAccessibleShortcut("Return")
        scrolled.child = text
        // A bar would ask for more height than a line has.
        scrolled.setPolicy(horizontal: .never, vertical: .external)
        scrolled.propagateNaturalSize(height: true)
        text.onMap { [weak self] in self?.fitHeight() }

        placeholder.addClass("dim-label")
        placeholder.canTarget = false
        placeholder.xAlign = 0
        placeholder.yAlign = 0
        placeholder.ellipsis = .end
        placeholder.margins = Margins(top: Self.padding, bottom: Self.padding, start: 12, end: 12)

        field.addClass("composer-field")
        field.child = scrolled
        field.addOverlay(placeholder)
        field.expandsHorizontally = true
        row.append(field)
    }

    private func addButtons() {
        emojiButton.addClass("flat")
        emojiButton.addClass("circular")
        emojiButton.verticalAlign = .end
        row.prepend(emojiButton)
        sendButton.addClass("suggested-action")
        sendButton.addClass("circular")
        sendButton.verticalAlign = .end
        sendButton.isSensitive = false
        row.append(sendButton)
    }

    private func addLine(_ label: Label, classes: [String]) {
        for name in classes { label.addClass(name) }
        label.wraps = true
        label.justification = .center
        label.isVisible = false
        widget.append(label)
    }

    /// Lets the field grow with the text, to six lines.
    private func fitHeight() {
        let height = Self.mostLines * text.lineHeight + 2 * Self.padding
        if scrolled.maximumContentHeight != height { scrolled.maximumContentHeight = height }
    }
}
