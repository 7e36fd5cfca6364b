import GLibSupport
import Localization
import TchatModel
import TchatPresentation

/// The buttons that ask the machine: the four of old, and a menu with the others.
final class QuestionBar {
    /// What is shown.
    let widget: Widget
    /// Asks; set by the panel.
    var onAsk: ((Item) -> Void)?

    let buttons = WrapBox()
    let more = MenuButton(icon: "view-more-symbolic", tooltip: tr("More"))
    private let action: Action
    private var questions: [InformationModel.Question] = []

    /// Begins without buttons.
    init() {
        let title = Label(tr("Server Information"), role: .heading)
        title.addClass("heading")
        title.wraps = true
        title.xAlign = 0
        title.expandsHorizontally = true
        title.setAccessibleLevel(2)
        more.addClass("flat")
        more.verticalAlign = .center
        let column = Box(.vertical, spacing: 6, [Box(.horizontal, spacing: 6, [title, more]), buttons])
        let actions = ActionGroup()
        weak var bar: QuestionBar?
        action = actions.addAction("ask") { (word: String) in bar?.ask(word) }
        column.insertActions(actions, as: "information")
        widget = column
        bar = self
    }

    /// Offers these.
    func show(_ questions: [InformationModel.Question]) {
        guard questions != self.questions else { return }
        self.questions = questions
        buttons.removeAll()
        for question in questions where question.isPrimary {
            let button = Button(question.title)
            button.addClass("question")
            button.tooltip = question.tooltip
            button.setAction("information.ask", target: question.item.rawValue)
            buttons.append(button)
        }
        let others = questions.filter { !$0.isPrimary }
        more.isVisible = !others.isEmpty
        more.menu = Menu(others.map { Menu.Item($0.title, action: "information.ask", target: $0.item.rawValue) })
    }

    /// Whether there is a conversation in which the answer can come.
    var canAsk = true {
        didSet {
            guard canAsk != oldValue else { return }
            action.isEnabled = canAsk
            more.isSensitive = canAsk
        }
    }

    private func ask(_ word: String) {
        guard let item = Item(rawValue: word) else { return }
        onAsk?(item)
    }
}
