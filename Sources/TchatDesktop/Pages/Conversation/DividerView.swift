import GLibSupport

/// What stands between messages: the day that begins, or where the unread ones begin.
final class DividerView {
    let widget = Box.inRow(.horizontal, spacing: 9)
    private let title = Label()

    /// A divider without a title.
    ///
    /// - Parameter isUnreadMark: Whether it is a line that catches the eye, not only a caption.
    init(isUnreadMark: Bool) {
        widget.addClass("divider")
        title.addClass("caption-heading")
        guard isUnreadMark else {
            title.addClass("dim-label")
            title.ellipsis = .end
            title.expandsHorizontally = true
            widget.append(title)
            return
        }
        widget.addClass("unread-mark")
        for side in [Align.start, .end] {
            let line = Separator()
            line.expandsHorizontally = true
            line.verticalAlign = .center
            if side == .end { widget.append(title) }
            widget.append(line)
        }
    }

    func show(_ text: String) {
        title.text = text
    }
}
