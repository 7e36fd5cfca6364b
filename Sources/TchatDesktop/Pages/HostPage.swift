import GLibSupport
import TchatPresentation

/// The selected host: its conversation, or why there is none, with the information panel beside it.
final class HostPage {
    let widget: Widget
    let conversation = ConversationPage()
    /// Tells of each time the information panel appears or disappears.
    var onInformationRevealed: ((Bool) -> Void)?
    /// Tells of each time the user opens or closes the information panel where there is room for it.
    var onInformationWanted: ((Bool) -> Void)?

    private let information = InformationPanel()
    private let status = HostStatusPage()
    let middle = Stack()
    private let flap: Flap
    private let observer = Observer()
    private var host: HostModel?
    private var shown: ConversationModel?
    /// Whether the panel moves because the room has changed, not because the user wants it.
    private var isFolding = false

    init() {
        middle.add(conversation.widget, name: "conversation")
        middle.add(status.widget, name: "status")
        middle.setHomogeneous(horizontally: false, vertically: false)
        middle.expandsHorizontally = true
        // As narrow as a phone; with less room beside the panel, the panel lies over it.
        middle.setSizeRequest(width: 340)
        flap = Flap(content: middle, sidebar: information.widget)
        flap.isModal = true
        flap.isLocked = true
        widget = flap
        flap.onFoldedChanged { [weak self] in self?.fold() }
        flap.onRevealedChanged { [weak self] in self?.revealedChanged() }
    }

    /// Whether the panel is meant to be open where there is room for it.
    var isInformationWanted = true {
        didSet {
            if !flap.isFolded { isInformationRevealed = isInformationWanted }
        }
    }

    /// Whether the panel is shown, beside the conversation or over it.
    var isInformationRevealed: Bool {
        get { flap.isRevealed }
        set { flap.isRevealed = newValue }
    }

    /// Shows a host; nothing while something else fills the window.
    func show(_ host: HostModel?) {
        guard host !== self.host else { return }
        self.host = host
        observer.stop()
        information.show(host)
        guard host != nil else { return showMiddle(nil) }
        observer.track { [weak self] in self?.update() }
    }

    private func update() {
        guard let host else { return }
        showMiddle(host.selectedConversation)
    }

    private func showMiddle(_ shown: ConversationModel?) {
        status.show(shown == nil ? host : nil)
        middle.visibleName = shown == nil ? "status" : "conversation"
        // Whatever the page reads when it is shown something counts as read by who follows the model here.
        guard shown !== self.shown else { return }
        self.shown = shown
        conversation.show(shown, of: shown == nil ? nil : host)
    }

    /// A panel that lies over the conversation is opened only by the user.
    private func fold() {
        isFolding = true
        defer { isFolding = false }
        isInformationRevealed = !flap.isFolded && isInformationWanted
    }

    private func revealedChanged() {
        let isRevealed = flap.isRevealed
        onInformationRevealed?(isRevealed)
        guard !isFolding, !flap.isFolded, isRevealed != isInformationWanted else { return }
        isInformationWanted = isRevealed
        onInformationWanted?(isRevealed)
    }
}
