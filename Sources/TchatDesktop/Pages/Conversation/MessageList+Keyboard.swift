import GLibSupport
import TchatPresentation

// The keyboard and the menu: the arrows go from message to message, End to the newest, Tab goes into one and else leaves the list.

extension MessageList {
    private var focusedRow: MessageRow? { rows.values.first { $0.widget.containsFocus } }

    /// Puts the focus on a message that is in sight, unless it is on one already, when GTK has settled where it is.
    func focusSoon() {
        MainLoop.idle { [weak self] in
            guard let self, view.containsFocus else { return }
            if let row = focusedRow, isInSight(row) { return }
            let seen = rows.values.filter(isInSight).max { top(of: $0) < top(of: $1) }
            _ = seen?.widget.grabFocus()
        }
    }

    private func top(of row: MessageRow) -> Double { row.widget.frame(in: overlay)?.y ?? 0 }

    /// Whether some of the row is seen, at least its beginning or its end.
    private func isInSight(_ row: MessageRow) -> Bool {
        // A row that GTK keeps far from what is seen is not mapped, and says where it stood before.
        guard row.widget.isMapped, let frame = row.widget.frame(in: overlay) else { return false }
        let page = 0...Double(overlay.height)
        return page.contains(frame.y) || page.contains(frame.y + frame.height)
    }

    /// What the list would use otherwise.
    func captured(_ key: Key, _ held: Modifiers) -> Bool {
        let direction: FocusDirection
        if key.isNavigation { letKeyboardScroll() }
        switch (key, held) {
        case (.end, []), (.keypadEnd, []):
            // In the text of a message it goes to the end of that.
            guard let row = focusedRow, !row.widget.children.contains(where: \.containsFocus) else { return false }
            showNewest()
            return true
        case (.tab, []): direction = .forward
        case (.backTab, .shift), (.tab, .shift): direction = .backward
        default: return false
        }
        if let row = focusedRow, row.widget.moveFocus(direction) { return true }
        // There may be thousands of rows to the next thing; so they are left out.
        view.canFocus = false
        defer { view.canFocus = true }
        return view.window?.moveFocus(direction) ?? false
    }

    func pressed(_ key: Key, _ held: Modifiers) -> Bool {
        guard let row = focusedRow else { return false }
        switch (key, held) {
        case (Key("c"), .control): return copy(row)
        case (.delete, []): return discard(row)
        default: return false
        }
    }

    func openMenu(x: Double?, y: Double?) {
        guard let row = y.map(row(at:)) ?? focusedRow, row.copyableText != nil, let item = row.item,
            let frame = row.widget.frame(in: overlay)
        else { return }
        var discard: Handler?
        if item.isDiscardable { discard = { [weak self] in self?.discard(item) } }
        menu.open(
            x: x ?? frame.x + frame.width / 2,
            y: y ?? frame.y + frame.height / 2,
            copy: { [weak self, weak row] in _ = row.map { self?.copy($0) } },
            discard: discard
        )
    }

    private func row(at y: Double) -> MessageRow? {
        rows.values.first { $0.widget.frame(in: overlay)?.contains(y: y) ?? false }
    }

    private func copy(_ row: MessageRow) -> Bool {
        guard let text = row.copyableText else { return false }
        overlay.copyToClipboard(text)
        return true
    }

    private func discard(_ row: MessageRow) -> Bool {
        guard let item = row.item, item.isDiscardable else { return false }
        discard(item)
        return true
    }
}
