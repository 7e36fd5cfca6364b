import CAdwaita

/// Pages beside each other where there is room, one at a time where there is none.
public final class Leaflet: Widget {
    /// A leaflet without pages.
    public convenience init() {
        self.init(sinking: adw_leaflet_new())
    }

    /// Adds a page.
    ///
    /// - Parameters:
    ///   - name: By which it is made visible.
    ///   - isNavigatable: Whether one can come to it by swiping; a line between two pages isn't one to come to.
    public func append(_ child: Widget, name: String? = nil, isNavigatable: Bool = true) {
        let page = adw_leaflet_append(pointer(), child.pointer())
        if let name { adw_leaflet_page_set_name(page, name) }
        adw_leaflet_page_set_navigatable(page, isNavigatable.c)
    }

    /// Whether there is room for one page only.
    public var isFolded: Bool { Bool(adw_leaflet_get_folded(pointer())) }

    /// Calls the handler each time it folds or unfolds.
    @discardableResult public func onFoldedChanged(_ handler: @escaping Handler) -> SignalHandler {
        onNotify("folded", handler)
    }

    /// The name of the page that is shown when it is folded; it must be there.
    public var visibleName: String {
        get { String(c: adw_leaflet_get_visible_child_name(pointer())) }
        set { adw_leaflet_set_visible_child_name(pointer(), newValue) }
    }

    /// Whether one can go back by swiping and by keys.
    public var canNavigateBack: Bool {
        get { Bool(adw_leaflet_get_can_navigate_back(pointer())) }
        set { adw_leaflet_set_can_navigate_back(pointer(), newValue.c) }
    }

    /// Which way one goes.
    public nonisolated enum Direction: UInt32, Sendable {
        /// To the page before.
        case back
        /// To the next page.
        case forward
    }
}

/// A page with a sidebar, beside it where there is room, over it where there is none.
public final class Flap: Widget {
    /// A page with a sidebar, which gets the `background` class.
    public convenience init(content: Widget, sidebar: Widget, at position: Position = .end) {
        self.init(sinking: adw_flap_new())
        adw_flap_set_content(pointer(), content.pointer())
        // Without it, the page would be seen through a sidebar that lies over it.
        sidebar.addClass("background")
        adw_flap_set_flap(pointer(), sidebar.pointer())
        let separator = Separator(.vertical)
        adw_flap_set_separator(pointer(), separator.pointer())
        adw_flap_set_flap_position(pointer(), GtkPackType(position.rawValue))
    }

    /// Whether the sidebar is shown.
    public var isRevealed: Bool {
        get { Bool(adw_flap_get_reveal_flap(pointer())) }
        set { adw_flap_set_reveal_flap(pointer(), newValue.c) }
    }

    /// Calls the handler each time the sidebar is shown or hidden, also by the user.
    @discardableResult public func onRevealedChanged(_ handler: @escaping Handler) -> SignalHandler {
        onNotify("reveal-flap", handler)
    }

    /// Whether the sidebar lies over the page.
    public var isFolded: Bool { Bool(adw_flap_get_folded(pointer())) }

    /// Calls the handler each time it folds or unfolds.
    @discardableResult public func onFoldedChanged(_ handler: @escaping Handler) -> SignalHandler {
        onNotify("folded", handler)
    }

    /// Whether it is shown or hidden only by the program, not by folding.
    public var isLocked: Bool {
        get { Bool(adw_flap_get_locked(pointer())) }
        set { adw_flap_set_locked(pointer(), newValue.c) }
    }

    /// Whether a sidebar that lies over the page closes by a click beside it or by Escape.
    public var isModal: Bool {
        get { Bool(adw_flap_get_modal(pointer())) }
        set { adw_flap_set_modal(pointer(), newValue.c) }
    }

    /// Where the sidebar is.
    public nonisolated enum Position: UInt32, Sendable {
        /// On the left.
        case start
        /// On the right.
        case end
    }
}
