import GLibSupport
import Localization
import TchatPresentation

/// What one person said: the text with its time in a bubble, one's own at the end of the line and marked how far it has come.
final class BubbleView {
    let widget = Box(.vertical)
    private let author = Label()
    private let content = Box(.horizontal)
    private let text = Label()
    private let footer = Box(.horizontal, spacing: 3)
    private let time = Label()
    /// How far it has come, only in the bubbles that were once one's own.
    private var delivery: DeliveryIcon?
    /// Why it can't be delivered, only where that once was so.
    private var problem: ProblemView?
    private let discard: Handler

    /// An empty bubble.
    ///
    /// - Parameter discard: What the button does that stands under what was refused.
    init(discard: @escaping Handler) {
        self.discard = discard
        widget.addClass("bubble")

        author.addClass("caption-heading")
        author.addClass("author")
        author.xAlign = 0
        author.ellipsis = .end
        author.isVisible = false
        widget.append(author)

        text.isSelectable = true
        text.wraps = true
        text.fillsLines = true
        text.xAlign = 0
        text.maximumWidthInCharacters = 60
        content.append(text)

        time.addClass("caption")
        time.addClass("numeric")
        footer.addClass("footer")
        footer.append(time)
        footer.horizontalAlign = .end
        footer.verticalAlign = .end
        footer.expandsHorizontally = true
        content.append(footer)
        widget.append(content)
    }

    func show(_ bubble: Bubble) {
        widget.setClass("own", bubble.isOwn)
        widget.setClass("card", !bubble.isOwn)
        widget.horizontalAlign = bubble.isOwn ? .end : .start
        let namesAuthor = !bubble.isOwn && !bubble.continuesGroup
        author.isVisible = namesAuthor
        if namesAuthor, author.text != bubble.author { author.text = bubble.author }
        if text.text != bubble.text { text.text = bubble.text }
        time.text = bubble.time
        // A short text and its time share a line.
        content.orientation = Self.isShort(bubble.text) ? .horizontal : .vertical
        showMark(bubble.mark)
    }

    /// What is marked in the text, if the user marked something.
    var selectedText: String? { text.selectedText }

    static func isShort(_ text: String) -> Bool {
        text.utf8.count <= 48 && !text.utf8.contains(UInt8(ascii: "\n"))
    }

    private func showMark(_ mark: DeliveryMark?) {
        if let delivery {
            delivery.widget.isVisible = mark != nil
            if let mark { delivery.mark = mark }
        } else if let mark {
            let icon = DeliveryIcon(mark)
            footer.append(icon.widget)
            delivery = icon
        }

        widget.setClass("unsettled", mark == .waiting)
        switch mark {
        case .waiting?: showProblem(mark, isRefused: false)
        case .refused?: showProblem(mark, isRefused: true)
        default: problem?.widget.isVisible = false
        }
    }

    private func showProblem(_ mark: DeliveryMark?, isRefused: Bool) {
        let view = problem ?? ProblemView(discard: discard)
        if problem == nil {
            widget.append(view.widget)
            problem = view
        }
        view.widget.isVisible = true
        view.show(mark?.text ?? "", isRefused: isRefused)
    }
}

/// Why something has not been delivered, with the button that forgets it when it never will be.
private final class ProblemView {
    let widget = Box(.horizontal, spacing: 6)
    private let reason = Label()
    private let button = Button(tr("Discard"))

    init(discard: @escaping Handler) {
        widget.addClass("problem")
        reason.addClass("caption")
        reason.wraps = true
        reason.xAlign = 0
        reason.maximumWidthInCharacters = 40
        reason.expandsHorizontally = true
        button.addClass("small-button")
        button.verticalAlign = .center
        button.onClicked(discard)
        widget.append(reason)
        widget.append(button)
    }

    func show(_ text: String, isRefused: Bool) {
        reason.text = text
        reason.setClass("error", isRefused)
        reason.setClass("dim-label", !isRefused)
        button.isVisible = isRefused
    }
}
