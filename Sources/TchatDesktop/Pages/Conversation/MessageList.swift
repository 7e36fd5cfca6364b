import GLibSupport
import Glibc
import Localization
import TchatPresentation

/// The messages of a conversation, as far as they are loaded, with the button that goes back to the newest.
///
/// The store ends with an empty slot. GTK's list holds on to one row, the anchor, while others come and go: at the end that
/// is the slot, so what is said there pushes the older rows up; elsewhere it is a row in sight, so nothing moves.
final class MessageList {
    var widget: Widget { overlay }
    let overlay = Overlay()
    private let scrolled = ScrolledWindow()
    /// Where the list stands.
    let adjustment: Adjustment
    private let store = ListStore([MessageSlot(nil)])
    let view: ListView
    let jumpButton = JumpButton()
    private let spinner = Spinner()
    private(set) lazy var menu = MessageMenu(over: overlay)

    private(set) var conversation: ConversationModel?
    private let observer = Observer()
    /// The rows that show something now, by what they show.
    private(set) var rows: [ConversationItem.ID: MessageRow] = [:]
    /// Whether what is said next is scrolled to, because the newest was in sight before.
    private var isFollowing = true
    /// Whether the list has not shown this conversation's first rows yet.
    private var isOpening = true
    /// Whether the layout has changed, and where the list stands has still to be seen to.
    private var isUnsettled = false
    /// By how many notches the wheel was turned since the last frame.
    private var wheelNotches = 0.0
    /// Whether rows came that no frame has laid out yet.
    private var isAwaitingLayout = false
    /// What is to be shown in the middle once it has a place.
    private var revealing: ConversationItem?
    private var revealed: MessageRow?
    /// Ends the time that what was revealed catches the eye.
    private var revealEnd: Source?
    /// Called when there are rows, or none any more.
    var onRowsChanged: (() -> Void)?
    /// Whether the messages are what the page shows; otherwise nothing is in sight.
    var isShown = true {
        didSet { tellWhatIsInSight() }
    }

    /// The width beyond which the list no longer grows: a line of text and the room that shows whose it is.
    static let maximumWidth = 800

    init() {
        let factory = RowFactory()
        view = ListView(store) { factory.makeRow() }
        adjustment = scrolled.verticalAdjustment
        factory.owner = self

        view.addClass("messages")
        view.setAccessibleLabel(tr("Messages"))
        scrolled.child = ClampScrollable(view, maximumSize: Self.maximumWidth).with {
            $0.tighteningThreshold = Self.maximumWidth
        }
        scrolled.setPolicy(horizontal: .never, vertical: .automatic)
        scrolled.expandsVertically = true
        overlay.child = scrolled
        overlay.addOverlay(jumpButton.widget)
        spinner.addClass("loading-older")
        spinner.horizontalAlign = .center
        spinner.verticalAlign = .start
        spinner.isVisible = false
        overlay.addOverlay(spinner)

        jumpButton.onClicked { [weak self] in self?.showNewest() }
        adjustment.onMoved { [weak self] in self?.moved() }
        adjustment.onBoundsChanged { [weak self] in self?.settleSoon() }
        scrolled.onWheelNotch { [weak self] notches in self?.turnWheel(by: notches) ?? false }
        scrolled.onEdgeReached { [weak self] _ in self?.loadNearEdges() }
        overlay.onMap { [weak self] in self?.tellWhatIsInSight() }
        overlay.onUnmap { [weak self] in self?.conversation?.setEndInSight(false) }
        view.onKeyPressed { [weak self] key, held in self?.pressed(key, held) ?? false }
        view.onKeyPressed(phase: .capture) { [weak self] key, held in self?.captured(key, held) ?? false }
        view.onFocus(entered: { [weak self] in self?.focusSoon() })
        overlay.onContextMenu { [weak self] x, y in self?.openMenu(x: x, y: y) }
    }

    /// Shows another conversation, its newest rows first.
    func show(_ conversation: ConversationModel?) {
        guard conversation !== self.conversation else { return }
        if let old = self.conversation {
            old.onChange = nil
            old.onReveal = nil
            old.onNewest = nil
            old.setEndInSight(false)
        }
        observer.stop()
        endReveal()
        self.conversation = conversation
        isFollowing = true
        isOpening = true
        revealing = nil
        // In two steps: rows that are made anew are laid out more quickly than those that stood somewhere before.
        store.splice(at: 0, removing: store.count - 1, adding: [])
        store.splice(at: 0, removing: 0, adding: slots(conversation?.items[...] ?? []))
        settleAfterLayout()
        guard let conversation else { return }
        conversation.onChange = { [weak self] change in self?.take(change) }
        conversation.onReveal = { [weak self] item in self?.reveal(item) }
        conversation.onNewest = { [weak self] in self?.newestCame() }
        observer.track { [weak self] in self?.showState(of: conversation) }
    }

    /// Goes to the newest message, once it is loaded, and on with what comes.
    func showNewest() {
        guard let conversation else { return }
        endReveal()
        guard !conversation.hasNewer else { return conversation.showNewest() }
        isFollowing = true
        scrollToEnd()
        tellWhatIsInSight()
        bringFocusAlong()
    }

    /// Who is at the newest message with the keyboard goes on from there.
    private func bringFocusAlong() {
        if view.containsFocus { afterLayout { $0.focusSoon() } }
    }

    /// Lets a key move the list, which it does with the next layout: the end is not to be brought back before.
    func letKeyboardScroll() {
        conversation?.stayHere()
        guard isFollowing else { return }
        isFollowing = false
        followAgainAtEnd()
    }

    private func followAgainAtEnd() {
        afterLayout { list in
            guard !list.isUnsettled else { return list.followAgainAtEnd() }
            list.isFollowing = list.isEndInSight
            list.tellWhatIsInSight()
        }
    }

    // MARK: - What the model says

    private func slots(_ items: ArraySlice<ConversationItem>) -> [MessageSlot] {
        items.map { MessageSlot($0) }
    }

    private func showState(of conversation: ConversationModel) {
        jumpButton.unread = conversation.unread
        let isLoadingMore = conversation.isLoading && conversation.isLoaded
        spinner.isVisible = isLoadingMore
        spinner.isSpinning = isLoadingMore
        // What was loaded last decides whether the end of the rows is the newest message.
        _ = conversation.hasNewer
        tellWhatIsInSight()
    }

    private func take(_ change: ConversationModel.Change) {
        guard let conversation else { return }
        holdOn(through: change)
        let added = conversation.items[change.position..<change.position + change.added]
        store.splice(at: change.position, removing: change.removed, adding: slots(added))
        if change.added > 0 { loadMoreAfterLayout() }
        if isOpening { settleAfterLayout() }
        onRowsChanged?()
    }

    /// Lets GTK's list hold on to a row that stays, where it would hold on to one that goes, or to the end while newer rows
    /// than the last are missing.
    private func holdOn(through change: ConversationModel.Change) {
        guard !isFollowing, !isOpening else { return }
        let last = store.count - 2
        let isWithoutNewest = change.position > last && adjustment.isAtEnd(within: Self.nearEnd)
        if isWithoutNewest, last >= 0 { view.scroll(to: last) }
        let losesTop = change.position == 0 && change.removed > 0 && change.removed <= last
        if losesTop, adjustment.value < Self.nearEnd { view.scroll(to: change.removed) }
        // The first row is a day, and what comes may be of the same day.
        let growsAtTop = change.position <= 1 && change.removed == 0 && last > 0
        guard growsAtTop, let top = row(at: 0), adjustment.value < Double(top.widget.height) else { return }
        view.scroll(to: 1)
        if top.widget.containsFocus { row(at: 1)?.widget.grabFocus() }
    }

    private func row(at index: Int) -> MessageRow? { store[index].item.flatMap { rows[$0.id] } }

    private func reveal(_ item: ConversationItem) {
        guard let index = conversation?.items.firstIndex(where: { $0 === item }) else { return }
        isFollowing = false
        isOpening = false
        endReveal()
        view.scroll(to: index)
        revealing = item
        settleAfterLayout()
    }

    private func newestCame() {
        isFollowing = true
        endReveal()
        settleAfterLayout()
        bringFocusAlong()
    }

    // MARK: - Where the list stands

    /// How far from the end, in pixels, still counts as there.
    private static let nearEnd = 32.0

    private var isEndInSight: Bool {
        guard let conversation else { return false }
        return !conversation.hasNewer && adjustment.isAtEnd(within: Self.nearEnd)
    }

    /// Moves once a frame: until rows that came have their places, GTK's list takes their heights for 0 and loses its way.
    private func turnWheel(by notches: Double) -> Bool {
        conversation?.stayHere()
        if wheelNotches == 0 {
            view.onTick { [weak self] _ in
                self?.moveByWheel()
                return false
            }
        }
        wheelNotches += notches
        return true
    }

    private func moveByWheel() {
        // As far as GTK moves for a notch.
        adjustment.value += wheelNotches * pow(adjustment.pageSize, 2 / 3)
        wheelNotches = 0
        loadNearEdges()
    }

    private func moved() {
        // What the layout moves is seen to when it is done.
        guard !isUnsettled else { return }
        conversation?.stayHere()
        isFollowing = isEndInSight
        tellWhatIsInSight()
        loadNearEdges()
    }

    private func settleSoon() {
        guard !isUnsettled else { return }
        isUnsettled = true
        MainLoop.idle(priority: .beforeDrawing) { [weak self] in self?.settle() }
    }

    /// Sees to where the list stands once the rows that are there now have their places, also when none moves.
    private func settleAfterLayout() {
        if isOpening { view.opacity = 0 }
        isUnsettled = true
        afterLayout { $0.settle() }
    }

    /// Does something when the rows that are there now have their places.
    private func afterLayout(_ act: @escaping @MainActor (MessageList) -> Void) {
        var isLaidOut = false
        // The first frame lays out, so the second finds the places.
        view.onTick { [weak self] _ in
            guard isLaidOut else {
                isLaidOut = true
                return true
            }
            if let self { act(self) }
            return false
        }
    }

    private func settle() {
        guard let conversation else { return }
        if isFollowing { scrollToEnd() }
        if isOpening, store.count > 1 {
            isOpening = false
            showUnreadMark(of: conversation)
        }
        view.opacity = 1
        centerRevealed()
        isUnsettled = false
        tellWhatIsInSight()
        loadNearEdges()
    }

    private func scrollToEnd() {
        adjustment.scrollToEnd()
        view.scroll(to: store.count - 1)
    }

    /// Begins with the first unread message, where not all of them are in sight at the end.
    private func showUnreadMark(of conversation: ConversationModel) {
        guard let index = conversation.items.lastIndex(where: { $0.id == .unreadMark }) else { return }
        view.scroll(to: index)
        isFollowing = false
    }

    private func tellWhatIsInSight() {
        guard let conversation else {
            jumpButton.isShown = false
            return
        }
        let isInSight = isEndInSight
        if !isUnsettled { jumpButton.isShown = !isInSight }
        conversation.setEndInSight(isInSight && isShown && overlay.isMapped && !isOpening)
    }

    /// Asks for further rows only once the last ones have their places: a frame has few new rows to lay out.
    private func loadMoreAfterLayout() {
        guard !isAwaitingLayout else { return }
        isAwaitingLayout = true
        afterLayout { list in
            list.isAwaitingLayout = false
            list.loadNearEdges()
        }
    }

    private func loadNearEdges() {
        guard let conversation, !conversation.isLoading, !isAwaitingLayout else { return }
        let margin = 2 * adjustment.pageSize
        if conversation.hasOlder, adjustment.value < margin { conversation.loadOlder() }
        let below = adjustment.upper - adjustment.pageSize - adjustment.value
        if conversation.hasNewer, below < margin { conversation.loadNewer() }
    }

    // MARK: - What was searched for

    private func centerRevealed() {
        guard let item = revealing else { return }
        revealing = nil
        guard let row = rows[item.id], let frame = row.widget.frame(in: view) else { return }
        adjustment.value += frame.y + frame.height / 2 - adjustment.pageSize / 2
        row.setRevealed(true)
        // Who chose it with the keyboard goes on from there.
        if view.containsFocus { row.widget.grabFocus() }
        revealed = row
        revealEnd = MainLoop.timeout(after: .milliseconds(1600)) { [weak self] in self?.endReveal() }
    }

    private func endReveal() {
        revealEnd = nil
        revealed?.setRevealed(false)
        revealed = nil
    }
}

extension MessageList: MessageRowOwner {
    func row(_ row: MessageRow, shows item: ConversationItem) {
        rows[item.id] = row
    }

    func row(_ row: MessageRow, leaves item: ConversationItem) {
        if rows[item.id] === row { rows[item.id] = nil }
        if revealed === row { revealed = nil }
    }

    func discard(_ item: ConversationItem) {
        conversation?.discard(item)
    }

    func endGotFocus() {
        focusSoon()
    }
}

/// Makes the rows, for a list that is not there yet while its view is made.
private final class RowFactory {
    weak var owner: (any MessageRowOwner)?

    func makeRow() -> MessageRow { MessageRow(owner: owner) }
}
