import GLibSupport
import Localization
import TchatPresentation

/// What a machine does: buttons that ask it, lines of the last minutes, and other figures.
final class InformationPanel {
    /// What is shown.
    let widget: Widget

    let questions = QuestionBar()
    let figures = Box(.vertical, spacing: 18)
    let staleNote = Label(tr("These figures are old: nothing is heard of the machine."), role: .status)
    let placeholder = InformationPanel.makePlaceholder()
    private let plots = Box(.vertical, spacing: 12)
    private let groups = Box(.vertical, spacing: 18)
    let cards: KeyedChildren<PlotCard>
    let lists: KeyedChildren<FigureGroup>
    private let observer = Observer()
    private weak var host: HostModel?

    /// Begins without a host.
    init() {
        cards = KeyedChildren(in: plots)
        lists = KeyedChildren(in: groups)
        figures.append(plots)
        figures.append(groups)
        staleNote.addClass("dim-label")
        staleNote.wraps = true
        staleNote.xAlign = 0
        staleNote.maximumWidthInCharacters = 30
        // Gives the panel its width, whatever the figures are, and more of it where text is larger.
        let strut = Inscription(characters: 1...34, role: .presentation)
        let column = Box(.vertical, spacing: 12, [questions.widget, staleNote, placeholder, figures, strut])
        column.margins = Margins(top: 12, start: 12, end: 12)
        let scrolled = ScrolledWindow(column)
        scrolled.setPolicy(horizontal: .never, vertical: .automatic)
        scrolled.setSizeRequest(width: 280)
        scrolled.expandsVertically = true
        scrolled.addClass("information")
        widget = scrolled
        questions.onAsk = { [weak self] item in self?.host?.selectedConversation?.ask(item) }
        show(nil)
    }

    /// Shows a host, or that there is none.
    func show(_ host: HostModel?) {
        observer.stop()
        self.host = host
        // The lines of another machine are other lines.
        cards.show([])
        lists.show([])
        guard let host else {
            questions.show([])
            questions.widget.isVisible = false
            follow(isEmpty: true, isStale: false)
            return
        }
        questions.widget.isVisible = true
        let information = host.information
        observer.track { [weak self] in self?.questions.show(information.questions) }
        observer.track { [weak self, weak host] in self?.questions.canAsk = host?.selectedConversation != nil }
        observer.track { [weak self] in self?.cards.show(information.plots) }
        observer.track { [weak self] in self?.lists.show(information.groups) }
        observer.track { [weak self] in
            self?.follow(
                isEmpty: information.plots.isEmpty && information.groups.isEmpty,
                isStale: information.isStale
            )
        }
    }

    private func follow(isEmpty: Bool, isStale: Bool) {
        placeholder.isVisible = isEmpty
        figures.isVisible = !isEmpty
        staleNote.isVisible = isStale && !isEmpty
        figures.setClass("stale", isStale)
    }

    private static func makePlaceholder() -> Widget {
        let icon = Image(icon: "computer-symbolic")
        icon.pixelSize = 48
        icon.addClass("dim-label")
        let title = Label(tr("No Figures Yet"))
        title.addClass("title-4")
        let text = Label(tr("They appear here once the machine is heard."))
        text.addClass("dim-label")
        for label in [title, text] {
            label.wraps = true
            label.justification = .center
            label.maximumWidthInCharacters = 28
        }
        let column = Box(.vertical, spacing: 12, [icon, title, text])
        column.margins = Margins(horizontal: 12, vertical: 48)
        return column
    }
}
