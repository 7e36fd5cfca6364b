import GLibSupport
import TchatPresentation

/// A place in the list of messages: a row of the conversation, or the end, to which the list holds on while one reads there.
final class MessageSlot {
    /// What is shown; nothing at the end.
    let item: ConversationItem?

    init(_ item: ConversationItem?) {
        self.item = item
    }
}

/// What rows ask of the list that they are in.
protocol MessageRowOwner: AnyObject {
    /// Tells which row shows an item now.
    func row(_ row: MessageRow, shows item: ConversationItem)
    /// Tells that the row doesn't show the item any more.
    func row(_ row: MessageRow, leaves item: ConversationItem)
    /// Forgets something that was not delivered.
    func discard(_ item: ConversationItem)
    /// Tells that the focus came to the end, where there is nothing.
    func endGotFocus()
}

/// One row of the list of messages; it can show each kind, and is used for one item after the other.
///
/// Each kind's widgets are made when they are needed first, and kept: nearly all rows are bubbles all their life.
final class MessageRow: ListRow {
    var widget: Widget { box }
    private let box = Box.inRow(.vertical)
    private weak var owner: (any MessageRowOwner)?
    private let observer = Observer()
    private(set) var item: ConversationItem?

    private lazy var bubble = BubbleView { [weak self] in self?.discard() }
    private lazy var card = CardView { [weak self] in self?.discard() }
    private lazy var notice = NoticeView()
    private lazy var day = DividerView(isUnreadMark: false)
    private lazy var unreadMark = DividerView(isUnreadMark: true)
    private var shown: Widget?
    /// Whether the focus is not for this row when it is the end: only few rows ever are.
    private var passesFocusOn = false

    init(owner: (any MessageRowOwner)?) {
        self.owner = owner
        box.addClass("message-row")
        box.isFocusable = true
    }

    func bind(_ slot: MessageSlot) {
        item = slot.item
        box.setClass("end", slot.item == nil)
        guard let item = slot.item else { return showEnd() }
        owner?.row(self, shows: item)
        observer.track { [weak self] in
            guard let self else { return }
            show(item.content)
            box.setAccessibleLabel(item.accessibleText)
        }
    }

    func unbind() {
        observer.stop()
        setRevealed(false)
        if let item { owner?.row(self, leaves: item) }
        item = nil
    }

    /// Catches the eye, or no longer does.
    func setRevealed(_ isRevealed: Bool) {
        box.setClass("revealed", isRevealed)
    }

    /// What Copy takes: what is marked, or else all that is said here.
    var copyableText: String? {
        switch item?.content {
        case .bubble(let content)?: bubble.selectedText ?? content.text
        case .card(let content)?: card.selectedText ?? content.copyableText
        case .notice(let content)?: content.text
        case .day?, .unreadMark?, nil: nil
        }
    }

    private func show(_ content: ConversationItem.Content) {
        switch content {
        case .bubble(let content):
            box.setClass("continued", content.continuesGroup)
            bubble.show(content)
            put(bubble.widget)
        case .card(let content):
            box.setClass("continued", false)
            card.show(content)
            put(card.widget)
        case .notice(let content):
            box.setClass("continued", false)
            notice.show(content)
            put(notice.widget)
        case .day(let title):
            box.setClass("continued", false)
            day.show(title)
            put(day.widget)
        case .unreadMark(let title):
            box.setClass("continued", false)
            unreadMark.show(title)
            put(unreadMark.widget)
        }
    }

    private func showEnd() {
        put(nil)
        guard !passesFocusOn else { return }
        passesFocusOn = true
        box.onFocus(entered: { [weak self] in
            guard let self, item == nil else { return }
            owner?.endGotFocus()
        })
    }

    private func put(_ content: Widget?) {
        guard content != shown else { return }
        if let shown { box.remove(shown) }
        if let content { box.append(content) }
        shown = content
    }

    private func discard() {
        guard let item else { return }
        owner?.discard(item)
    }
}

extension ConversationItem {
    /// Whether the user can still take it back: it waits here, or was refused.
    var isDiscardable: Bool {
        let mark: DeliveryMark? =
            switch content {
            case .bubble(let bubble): bubble.mark
            case .card(let card): card.mark
            case .notice, .day, .unreadMark: nil
            }
        return switch mark {
        case .waiting?, .refused?: true
        case .sent?, .delivered?, .read?, nil: false
        }
    }
}

extension Card {
    /// The card in lines of text.
    var copyableText: String {
        let figures = fields.map { "\($0.label): \($0.value)" }
        let lines = [headline.map { "\(title): \($0)" } ?? title] + figures + [text].compactMap(\.self)
        return headline == nil && fields.isEmpty ? (text ?? title) : lines.joined(separator: "\n")
    }
}
