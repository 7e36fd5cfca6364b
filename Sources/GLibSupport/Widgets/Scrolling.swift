import CAdwaita

/// Where a scrolled view stands.
public final class Adjustment: Object {
    /// Where it stands now, in pixels from the start.
    public var value: Double {
        get { gtk_adjustment_get_value(pointer()) }
        set { gtk_adjustment_set_value(pointer(), newValue) }
    }

    /// Where it begins.
    public var lower: Double { gtk_adjustment_get_lower(pointer()) }

    /// Where all of it ends.
    public var upper: Double { gtk_adjustment_get_upper(pointer()) }

    /// How much of it is seen at once.
    public var pageSize: Double { gtk_adjustment_get_page_size(pointer()) }

    /// Whether the end is seen, give or take a few pixels.
    public func isAtEnd(within tolerance: Double = 1) -> Bool {
        value + pageSize >= upper - tolerance
    }

    /// Goes to the end.
    public func scrollToEnd() {
        value = upper - pageSize
    }

    /// Calls the handler each time it was moved.
    @discardableResult public func onMoved(_ handler: @escaping Handler) -> SignalHandler {
        connect("value-changed", handler)
    }

    /// Calls the handler each time its bounds or its page have changed: more was added, or the window has another size.
    @discardableResult public func onBoundsChanged(_ handler: @escaping Handler) -> SignalHandler {
        connect("changed", handler)
    }
}

/// Shows a part of something larger.
public final class ScrolledWindow: Widget {
    /// A view of that.
    public convenience init(_ child: Widget? = nil) {
        self.init(sinking: gtk_scrolled_window_new())
        self.child = child
    }

    /// What is in it; something that can't scroll by itself is put in a viewport, and is still what this answers.
    public var child: Widget? {
        get {
            guard let child = gtk_scrolled_window_get_child(pointer()) else { return nil }
            guard shim_is_a(child, gtk_viewport_get_type()) != 0 else { return Widget(borrowing: child) }
            return gtk_viewport_get_child(OpaquePointer(child)).map { Widget(borrowing: $0) }
        }
        set { gtk_scrolled_window_set_child(pointer(), newValue?.pointer()) }
    }

    /// When it can be scrolled, and shows bars for it.
    public func setPolicy(horizontal: Policy, vertical: Policy) {
        gtk_scrolled_window_set_policy(pointer(), GtkPolicyType(horizontal.rawValue), GtkPolicyType(vertical.rawValue))
    }

    /// Whether it asks for the size of what is in it, as far as its maximum.
    public func propagateNaturalSize(width: Bool = false, height: Bool = false) {
        gtk_scrolled_window_set_propagate_natural_width(pointer(), width.c)
        gtk_scrolled_window_set_propagate_natural_height(pointer(), height.c)
    }

    /// The greatest height that it asks for.
    public var maximumContentHeight: Int {
        get { Int(gtk_scrolled_window_get_max_content_height(pointer())) }
        set { gtk_scrolled_window_set_max_content_height(pointer(), gint(newValue)) }
    }

    /// Where it stands from top to bottom.
    public var verticalAdjustment: Adjustment {
        Adjustment(borrowing: gtk_scrolled_window_get_vadjustment(pointer()))
    }

    /// Calls the handler when the user scrolls to an edge, or on beyond it.
    @discardableResult public func onEdgeReached(_ handler: @escaping @MainActor (Edge) -> Void) -> SignalHandler {
        connect("edge-reached") { (edge: Int) in Edge(rawValue: edge).map { handler($0) } }
    }

    /// When it can be scrolled.
    public nonisolated enum Policy: UInt32, Sendable {
        /// Always, with a bar.
        case always
        /// When there is more than fits.
        case automatic
        /// Never: it is as large as what is in it.
        case never
        /// Always, without a bar.
        case external
    }

    /// A side of it.
    public nonisolated enum Edge: Int, Sendable {
        /// The left.
        case left
        /// The right.
        case right
        /// The top.
        case top
        /// The bottom.
        case bottom
    }
}

/// Keeps what is in it from being wider than is good to read.
public final class Clamp: Widget {
    /// A clamp around that.
    public convenience init(_ child: Widget? = nil, maximumSize: Int = 600) {
        self.init(sinking: adw_clamp_new())
        self.child = child
        self.maximumSize = maximumSize
    }

    /// What is in it.
    public var child: Widget? {
        get { adw_clamp_get_child(pointer()).map { Widget(borrowing: $0) } }
        set { adw_clamp_set_child(pointer(), newValue?.pointer()) }
    }

    /// The greatest width that it gives.
    public var maximumSize: Int {
        get { Int(adw_clamp_get_maximum_size(pointer())) }
        set { adw_clamp_set_maximum_size(pointer(), gint(newValue)) }
    }

    /// From which width on it begins to hold back.
    public var tighteningThreshold: Int {
        get { Int(adw_clamp_get_tightening_threshold(pointer())) }
        set { adw_clamp_set_tightening_threshold(pointer(), gint(newValue)) }
    }
}

/// A clamp around something that scrolls by itself: a `ListView`.
public final class ClampScrollable: Widget {
    /// A clamp around that.
    public convenience init(_ child: Widget? = nil, maximumSize: Int = 600) {
        self.init(sinking: adw_clamp_scrollable_new())
        self.child = child
        self.maximumSize = maximumSize
    }

    /// What is in it.
    public var child: Widget? {
        get { adw_clamp_scrollable_get_child(pointer()).map { Widget(borrowing: $0) } }
        set { adw_clamp_scrollable_set_child(pointer(), newValue?.pointer()) }
    }

    /// The greatest width that it gives.
    public var maximumSize: Int {
        get { Int(adw_clamp_scrollable_get_maximum_size(pointer())) }
        set { adw_clamp_scrollable_set_maximum_size(pointer(), gint(newValue)) }
    }

    /// From which width on it begins to hold back.
    public var tighteningThreshold: Int {
        get { Int(adw_clamp_scrollable_get_tightening_threshold(pointer())) }
        set { adw_clamp_scrollable_set_tightening_threshold(pointer(), gint(newValue)) }
    }
}
