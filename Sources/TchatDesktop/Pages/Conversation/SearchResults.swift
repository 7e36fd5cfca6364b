import GLibSupport
import Localization
import TchatPresentation

/// What was found in a conversation, in place of the messages: one row each, the newest first.
final class SearchResults {
    let widget: Stack
    let list = ListBox(selection: .none)
    private let hint = StatusPage(
        icon: "edit-find-symbolic",
        title: tr("Search the Conversation"),
        description: tr("All that was ever said here is searched, not only what is loaded.")
    )
    let nothing = StatusPage(icon: "edit-find-symbolic", title: tr("Nothing Found"))
    private let spinner = Spinner()

    private var conversation: ConversationModel?
    private let observer = Observer()
    private var shown: [ConversationModel.SearchResult] = []

    /// Called with what is to be gone to.
    var onChosen: ((ConversationModel.SearchResult) -> Void)?

    init() {
        widget = Stack()
        list.addClass("boxed-list")
        list.addClass("search-results")
        list.setAccessibleLabel(tr("Search Results"))
        list.verticalAlign = .start
        let scrolled = ScrolledWindow(Clamp(list, maximumSize: 720))
        scrolled.setPolicy(horizontal: .never, vertical: .automatic)
        spinner.setSizeRequest(width: 32, height: 32)
        spinner.horizontalAlign = .center
        spinner.verticalAlign = .center
        widget.add(hint, name: "hint")
        widget.add(scrolled, name: "list")
        widget.add(nothing, name: "nothing")
        widget.add(spinner, name: "searching")
        widget.expandsVertically = true
        list.onRowActivated { [weak self] row in self?.choose(row.index) }
    }

    /// Follows the search in another conversation.
    func show(_ conversation: ConversationModel?) {
        guard conversation !== self.conversation else { return }
        observer.stop()
        self.conversation = conversation
        shown = []
        list.removeAll()
        guard let conversation else { return }
        observer.track { [weak self] in self?.show(conversation.searchResults, of: conversation) }
        observer.track { [weak self] in self?.showState(of: conversation) }
    }

    /// Puts the focus on the first row.
    @discardableResult func focus() -> Bool {
        list.row(at: 0)?.grabFocus() ?? false
    }

    private func show(_ results: [ConversationModel.SearchResult], of conversation: ConversationModel) {
        let words = FoundWords(conversation.searchText)
        guard results != shown || !results.isEmpty else { return }
        shown = results
        list.removeAll()
        for result in results { list.append(row(for: result, words)) }
    }

    private func showState(of conversation: ConversationModel) {
        let isSearching = conversation.isSearching && conversation.searchResults.isEmpty
        spinner.isSpinning = isSearching
        if !conversation.searchResults.isEmpty {
            widget.visibleName = "list"
        } else if isSearching {
            widget.visibleName = "searching"
        } else if let message = conversation.searchMessage {
            nothing.pageDescription = message
            widget.visibleName = "nothing"
        } else {
            widget.visibleName = "hint"
        }
    }

    private func row(for result: ConversationModel.SearchResult, _ words: FoundWords) -> ListBoxRow {
        let author = Label(result.author)
        author.addClass("caption-heading")
        author.xAlign = 0
        author.ellipsis = .end
        author.expandsHorizontally = true
        let time = Label(result.time)
        time.addClass("caption")
        time.addClass("numeric")
        time.addClass("dim-label")
        let text = Label()
        text.setMarkup(words.marked(result.text))
        text.xAlign = 0
        text.wraps = true
        text.lines = 3
        text.ellipsis = .end
        let content = Box(.vertical, spacing: 3, [Box(.horizontal, spacing: 12, [author, time]), text])
        content.addClass("search-result")
        let row = ListBoxRow(content)
        row.setAccessibleLabel("\(result.author), \(result.time): \(result.text)")
        return row
    }

    func choose(_ index: Int) {
        guard shown.indices.contains(index) else { return }
        onChosen?(shown[index])
    }
}
