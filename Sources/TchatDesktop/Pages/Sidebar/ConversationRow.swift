import GLibSupport
import Localization
import TchatPresentation

/// A conversation of a host that is operated, in the sidebar.
final class ConversationRow {
    let widget: ListBoxRow
    let host: HostModel
    let conversation: ConversationModel

    private let avatar: Avatar
    private let title = Label()
    private let time = Label()
    private let preview = Label()
    private let previewLine: Box
    private let badge = UnreadBadge()
    private let dot = Box(.horizontal)
    private let observer = Observer()

    init(_ conversation: ConversationModel, of host: HostModel) {
        self.host = host
        self.conversation = conversation
        avatar = Avatar(size: 32, text: conversation.title)
        dot.addClass("presence-dot")
        dot.horizontalAlign = .end
        dot.verticalAlign = .end
        let picture = Overlay(avatar)
        picture.addOverlay(dot)
        picture.verticalAlign = .center
        picture.setAccessibleState(.hidden(true))

        title.xAlign = 0
        title.ellipsis = .end
        title.expandsHorizontally = true
        title.addClass("title")
        time.addClass("caption")
        time.addClass("numeric")
        time.addClass("dim-label")
        preview.xAlign = 0
        preview.ellipsis = .end
        preview.expandsHorizontally = true
        preview.addClass("caption")
        preview.addClass("dim-label")
        previewLine = Box(.horizontal, spacing: 6, [preview, badge.widget])
        let lines = Box(.vertical, spacing: 2, [Box(.horizontal, spacing: 6, [title, time]), previewLine])
        lines.verticalAlign = .center
        let box = Box(.horizontal, spacing: 9, [picture, lines])
        box.margins = Margins(top: 6, bottom: 6, start: 18, end: 0)
        widget = ListBoxRow(box)
        widget.addClass("conversation-row")
        observer.track { [weak self] in self?.update() }
    }

    /// Whose it is; one's own is called like the host elsewhere, which stands right above.
    private var name: String {
        conversation.isOwn ? tr("{name} (you)", ["name": conversation.name]) : conversation.title
    }

    private func update() {
        avatar.text = conversation.isOwn ? conversation.name : conversation.title
        title.text = name
        time.text = conversation.lastActivityText
        preview.text = conversation.preview
        badge.count = conversation.unread
        // A name alone stands in the middle of the row.
        previewLine.isVisible = !conversation.preview.isEmpty || conversation.unread > 0
        widget.setClass("unread", conversation.unread > 0)
        dot.isVisible = conversation.isOtherSidePresent
        dot.setClass(StateText.Dot.attended.rawValue, conversation.isOtherSidePresent)
        widget.tooltip = conversation.presenceText
        widget.setAccessibleLabel(name)
        widget.setAccessibleDescription(
            sentences(badge.sentence, conversation.preview, conversation.lastActivityText, conversation.presenceText)
        )
    }
}
