import GLibSupport
import Localization
import TchatPresentation

/// What one person said: the text with its time in a bubble, one's own at the end of the line and marked how far it has come.
final class BubbleView {
    let widget = Grid()
    private let bubble = Box.inRow(.vertical)
    private let author = Label()
    private let text = MessageText()
    private let footer = Box.inRow(.horizontal, spacing: 3)
    private let lines: PairBox
    private let time = Label()
    private var isAtEnd: Bool?
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
        lines = PairBox(text.widget, footer)
        bubble.addClass("bubble")
        // What is in it takes what is left over inside, but it doesn't outside.
        bubble.expandsHorizontally = false
        let space = Box.inRow(.horizontal)
        space.expandsHorizontally = true
        widget.attach(space, column: 1, row: 0)
        widget.attach(bubble, column: 0, row: 0)

        author.addClass("caption-heading")
        author.addClass("author")
        author.xAlign = 0
        author.ellipsis = .end
        author.isVisible = false
        bubble.append(author)

        text.widget.isSelectable = true

        time.addClass("caption")
        time.addClass("numeric")
        footer.addClass("footer")
        footer.append(time)
        footer.horizontalAlign = .end
        footer.verticalAlign = .end
        bubble.append(lines)
    }

    func show(_ content: Bubble) {
        put(atEnd: content.isOwn)
        let namesAuthor = !content.isOwn && !content.continuesGroup
        author.isVisible = namesAuthor
        if namesAuthor, author.text != content.author { author.text = content.author }
        text.text = content.text
        if time.text != content.time { time.text = content.time }
        // A short text and its time share a line.
        lines.allowsLine = Self.isShort(text.text)
        showMark(content.mark)
    }

    /// What is marked in the text, if the user marked something.
    var selectedText: String? { text.widget.selectedText }

    static func isShort(_ text: String) -> Bool {
        text.utf8.count <= 32 && !text.utf8.contains(UInt8(ascii: "\n"))
    }

    /// Puts the bubble to one side of the space that is left over.
    private func put(atEnd isAtEnd: Bool) {
        guard isAtEnd != self.isAtEnd else { return }
        self.isAtEnd = isAtEnd
        bubble.setClass("own", isAtEnd)
        bubble.setClass("card", !isAtEnd)
        widget.remove(bubble)
        widget.attach(bubble, column: isAtEnd ? 2 : 0, row: 0)
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

        bubble.setClass("unsettled", mark == .waiting)
        switch mark {
        case .waiting?: showProblem(mark, isRefused: false)
        case .refused?: showProblem(mark, isRefused: true)
        default: problem?.widget.isVisible = false
        }
    }

    private func showProblem(_ mark: DeliveryMark?, isRefused: Bool) {
        let view = problem ?? ProblemView(discard: discard)
        if problem == nil {
            bubble.append(view.widget)
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
