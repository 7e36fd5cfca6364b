import GLibSupport
import Localization
import TchatPresentation

/// The page `Discussion`: the messages of one conversation, where the next is written, and the search.
final class ConversationPage {
    let widget: Widget
    private let banner = BannerBar()
    private let searchEntry = SearchEntry(placeholder: tr("Search messages"))
    private let searchBar: SearchBar
    let searchPosition = Label(role: .status)
    private let content = Stack(transition: .crossfade)
    let messages = MessageList()
    let results = SearchResults()
    let composer = Composer()
    private let loadingSpinner = Spinner()

    private var conversation: ConversationModel?
    private let observer = Observer()
    /// Whether what was found stands in place of the messages.
    private var showsResults = false
    /// Which of what was found was gone to last.
    private var chosen: ConversationModel.SearchResult?

    /// Called when a control word was typed, which the window has to ask about first.
    var onControl: ((ControlOffer) -> Void)? {
        didSet { composer.onControl = onControl }
    }
    /// Called when the search was opened or closed.
    var onSearchToggled: (() -> Void)?

    init() {
        searchPosition.addClass("dim-label")
        searchPosition.addClass("numeric")
        searchPosition.isVisible = false
        // Its placeholder is not its name for GTK 4.8.
        searchEntry.setAccessibleLabel(tr("Search"))
        searchEntry.expandsHorizontally = true
        let searchRow = Box(.horizontal, spacing: 9, [searchEntry, searchPosition])
        searchBar = SearchBar(searchEntry, content: Clamp(searchRow, maximumSize: 500))

        let box = Box(.vertical, role: .region)
        box.addClass("conversation")
        box.setAccessibleLabel(tr("Discussion"))
        box.append(banner.widget)
        box.append(searchBar)
        box.append(content)
        let field = Clamp(composer.widget, maximumSize: MessageList.maximumWidth)
        field.tighteningThreshold = MessageList.maximumWidth
        box.append(field)
        widget = box

        addPages()
        composer.onSent = { [weak self] in self?.messages.showNewest() }
        messages.isShown = false
        messages.onRowsChanged = { [weak self] in self?.showPage() }
        addSearch()
        // Not left to the field, which has no use for it.
        box.onKeyPressed(phase: .capture) { [weak self] key, held in
            guard key == .end, held == .control, let self, !searchBar.isSearching || messages.view.containsFocus else {
                return false
            }
            messages.showNewest()
            return true
        }
        // The field itself does so only while the keyboard is there, and not on what was found.
        box.onKeyPressed { [weak self] key, held in
            guard key == .escape, held.isEmpty, let self, searchBar.isSearching else { return false }
            closeSearch()
            return true
        }
    }

    /// Shows another conversation, or that there is none.
    func show(_ conversation: ConversationModel?, of host: HostModel?) {
        banner.show(host)
        guard conversation !== self.conversation else { return }
        closeSearch()
        observer.stop()
        self.conversation = conversation
        messages.show(conversation)
        results.show(conversation)
        composer.show(conversation)
        guard let conversation else {
            showPage()
            return
        }
        observer.track { [weak self] in
            _ = conversation.isLoaded
            self?.showPage()
        }
        observer.track { [weak self] in self?.showPosition(in: conversation.searchResults) }
    }

    /// Puts the cursor into the field where a message is written.
    func focusComposer() {
        composer.focus()
    }

    // MARK: - What is shown

    /// What stands between the banner and the field.
    enum Page: String {
        /// There is no conversation.
        case none
        case messages
        /// There is nothing in the conversation.
        case empty
        /// It is not known yet whether there is.
        case loading
        /// What was found.
        case results
    }

    private(set) var shownPage = Page.none

    private func addPages() {
        let empty = StatusPage(
            icon: "chat-message-new-symbolic",
            title: tr("Nothing Said Yet"),
            description: tr(
                "Write the first message below. Or ask the machine for its name, its system, its memory or its "
                    + "processor: what it answers stands here, too."
            )
        )
        let none = StatusPage(icon: "user-available-symbolic", title: tr("No Conversation Selected"))
        loadingSpinner.setSizeRequest(width: 32, height: 32)
        loadingSpinner.horizontalAlign = .center
        loadingSpinner.verticalAlign = .center
        content.expandsVertically = true
        let pages: [(Page, Widget)] = [
            (.none, none), (.messages, messages.widget), (.empty, empty), (.loading, loadingSpinner),
            (.results, results.widget),
        ]
        for (page, widget) in pages { content.add(widget, name: page.rawValue) }
    }

    private func showPage() {
        let page = page
        guard page != shownPage else { return }
        loadingSpinner.isSpinning = page == .loading
        messages.isShown = page == .messages
        shownPage = page
        content.visibleName = page.rawValue
    }

    private var page: Page {
        guard let conversation else { return .none }
        if showsResults { return .results }
        if !conversation.items.isEmpty { return .messages }
        return conversation.isLoaded ? .empty : .loading
    }

    // MARK: - Search

    /// Whether the search is open.
    var isSearchOpen: Bool { searchBar.isSearching }

    /// Opens the search, with the cursor in it.
    func openSearch() {
        guard conversation != nil else { return }
        searchBar.isSearching = true
        searchEntry.grabFocus()
        searchEntry.selectAll()
        showResults()
    }

    /// Closes the search, and shows the messages.
    func closeSearch() {
        searchBar.isSearching = false
    }

    private func addSearch() {
        searchBar.onSearchingChanged { [weak self] in self?.searchToggled() }
        searchEntry.onSearchChanged { [weak self] in self?.searchChanged() }
        searchEntry.onActivated { [weak self] in self?.choose(1) }
        searchEntry.onNextMatch { [weak self] in self?.choose(1) }
        searchEntry.onPreviousMatch { [weak self] in self?.choose(-1) }
        searchEntry.onKeyPressed(phase: .capture) { [weak self] key, held in
            guard key == .down, held.isEmpty, let self, showsResults else { return false }
            return results.focus()
        }
        results.onChosen = { [weak self] in self?.choose($0) }
        results.widget.onKeyPressed { [weak self] key, _ in
            guard key == .escape, let self else { return false }
            closeSearch()
            return true
        }
    }

    private func searchToggled() {
        if !searchBar.isSearching {
            searchEntry.text = ""
            conversation?.searchText = ""
            chosen = nil
            showsResults = false
            showPage()
            if conversation?.canWrite ?? false { composer.focus() }
        }
        onSearchToggled?()
    }

    private func searchChanged() {
        guard searchBar.isSearching, let conversation, conversation.searchText != searchEntry.text else { return }
        conversation.searchText = searchEntry.text
        chosen = nil
        showResults()
    }

    private func showResults() {
        showsResults = true
        showPage()
        if let conversation { showPosition(in: conversation.searchResults) }
    }

    /// Goes to the next older result, or back to the next newer one.
    private func choose(_ step: Int) {
        guard let found = conversation?.searchResults, !found.isEmpty else { return }
        let index = found.firstIndex { $0.id == chosen?.id }.map { ($0 + step + found.count) % found.count } ?? 0
        choose(found[index])
    }

    private func choose(_ result: ConversationModel.SearchResult) {
        chosen = result
        showsResults = false
        showPage()
        conversation?.reveal(result)
        if let conversation { showPosition(in: conversation.searchResults) }
    }

    private func showPosition(in found: [ConversationModel.SearchResult]) {
        let index = found.firstIndex { $0.id == chosen?.id }
        searchPosition.isVisible = index != nil && !showsResults
        if let index { searchPosition.text = tr("{number} of {count}", ["number": index + 1, "count": found.count]) }
    }
}
