import GLibSupport
import Localization
import TchatPresentation

/// What one person said: the text with its time in a bubble, one's own at the end of the line and marked how far it has come.
final class BubbleView {
    let widget = Box(.vertical)
    private let author = Label()
    private let content = Grid()
    private let text = MessageText()
    private let footer = Box(.horizontal, spacing: 3)
    private let time = Label()
    private var isFooterBeside = true
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

        text.widget.isSelectable = true
        content.attach(text.widget, column: 0, row: 0)

        time.addClass("caption")
        time.addClass("numeric")
        footer.addClass("footer")
        footer.append(time)
        footer.horizontalAlign = .end
        footer.verticalAlign = .end
        footer.expandsHorizontally = true
        content.attach(footer, column: 1, row: 0)
        widget.append(content)
    }

    func show(_ bubble: Bubble) {
        widget.setClass("own", bubble.isOwn)
        widget.setClass("card", !bubble.isOwn)
        widget.horizontalAlign = bubble.isOwn ? .end : .start
        let namesAuthor = !bubble.isOwn && !bubble.continuesGroup
        author.isVisible = namesAuthor
        if namesAuthor, author.text != bubble.author { author.text = bubble.author }
        text.text = bubble.text
        if time.text != bubble.time { time.text = bubble.time }
        putFooter(besideText: Self.isShort(bubble.text))
        showMark(bubble.mark)
    }

    /// What is marked in the text, if the user marked something.
    var selectedText: String? { text.widget.selectedText }

    static func isShort(_ text: String) -> Bool {
        text.utf8.count <= 48 && !text.utf8.contains(UInt8(ascii: "\n"))
    }

    /// A short text and its time share a line.
    private func putFooter(besideText isBeside: Bool) {
        guard isBeside != isFooterBeside else { return }
        isFooterBeside = isBeside
        content.remove(footer)
        content.attach(footer, column: isBeside ? 1 : 0, row: isBeside ? 0 : 1)
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
    let widget = Grid(columnSpacing: 6)
    private let reason = MessageText(maximum: 40, classes: ["caption"])
    private let button = Button(tr("Discard"))

    init(discard: @escaping Handler) {
        widget.addClass("problem")
        reason.widget.expandsHorizontally = true
        button.addClass("small-button")
        button.verticalAlign = .center
        button.onClicked(discard)
        widget.attach(reason.widget, column: 0, row: 0)
        widget.attach(button, column: 1, row: 0)
    }

    func show(_ text: String, isRefused: Bool) {
        reason.text = text
        reason.widget.setClass("error", isRefused)
        reason.widget.setClass("dim-label", !isRefused)
        button.isVisible = isRefused
    }
}
