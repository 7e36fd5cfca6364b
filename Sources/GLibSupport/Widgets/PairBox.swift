import CAdwaita

/// Two widgets at the ends of one line, or the second below the first where a line has no room for both: a name and its value.
public final class PairBox: Widget {
    /// A box with these in it.
    public convenience init(_ first: Widget, _ second: Widget) {
        // No `box` to style sheets, for the sake of those that stand in rows of a long list.
        self.init(gtk_box_get_type(), role: .group, styleName: "part")
        gtk_widget_set_layout_manager(
            pointer(),
            gtk_custom_layout_new({ _ in GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH }, measurePairBox, allocatePairBox)
        )
        for child in [first, second] { gtk_box_append(pointer(), child.pointer()) }
    }

    /// Whether they share a line where there is room; otherwise the second is always below.
    public var allowsLine: Bool {
        get { Pair.allowsLine(in: pointer()) }
        set {
            guard newValue != allowsLine else { return }
            g_object_set_data(pointer(), Pair.stackedKey, newValue ? nil : gpointer(bitPattern: 1))
            gtk_widget_queue_resize(pointer())
        }
    }

    /// The least space between the two in a line.
    fileprivate nonisolated static let spacing: gint = 12
}

private typealias Child = UnsafeMutablePointer<GtkWidget>

/// The two, and how wide they want to be.
nonisolated private struct Pair {
    let first: Child?
    let second: Child?
    let widths: (minimum: gint, first: gint, second: gint)
    let allowsLine: Bool

    static let stackedKey = "tchat-stacked"

    static func allowsLine(in widget: Child?) -> Bool {
        guard let widget else { return true }
        let object = UnsafeMutableRawPointer(widget).assumingMemoryBound(to: GObject.self)
        return g_object_get_data(object, stackedKey) == nil
    }

    init(in widget: Child?) {
        first = gtk_widget_get_first_child(widget)
        second = gtk_widget_get_last_child(widget)
        let one = Self.size(of: first, GTK_ORIENTATION_HORIZONTAL, for: -1)
        let other = Self.size(of: second, GTK_ORIENTATION_HORIZONTAL, for: -1)
        widths = (max(one.minimum, other.minimum), one.natural, other.natural)
        allowsLine = Self.allowsLine(in: widget)
    }

    /// The width that both have room in.
    var naturalWidth: gint {
        allowsLine ? widths.first + PairBox.spacing + widths.second : max(widths.first, widths.second)
    }

    /// How high each is in a width, and whether they share a line.
    func heights(in width: gint) -> (first: gint, second: gint, isLine: Bool) {
        let isLine = allowsLine && (width < 0 || width >= naturalWidth)
        func height(_ child: Child?, _ natural: gint) -> gint {
            Self.size(of: child, GTK_ORIENTATION_VERTICAL, for: isLine ? natural : width).natural
        }
        return (height(first, widths.first), height(second, widths.second), isLine)
    }

    private static func size(of child: Child?, _ orientation: GtkOrientation, for size: gint) -> (
        minimum: gint, natural: gint
    ) {
        var (minimum, natural): (gint, gint) = (0, 0)
        gtk_widget_measure(child, orientation, size, &minimum, &natural, nil, nil)
        return (minimum, natural)
    }
}

nonisolated private func measurePairBox(
    _ widget: Child?,
    _ orientation: GtkOrientation,
    _ size: gint,
    _ minimum: UnsafeMutablePointer<gint>?,
    _ natural: UnsafeMutablePointer<gint>?,
    _ minimumBaseline: UnsafeMutablePointer<gint>?,
    _ naturalBaseline: UnsafeMutablePointer<gint>?
) {
    let pair = Pair(in: widget)
    if orientation == GTK_ORIENTATION_HORIZONTAL {
        minimum?.pointee = pair.widths.minimum
        natural?.pointee = pair.naturalWidth
    } else {
        let heights = pair.heights(in: size)
        minimum?.pointee = heights.isLine ? max(heights.first, heights.second) : heights.first + heights.second
        natural?.pointee = minimum?.pointee ?? 0
    }
    minimumBaseline?.pointee = -1
    naturalBaseline?.pointee = -1
}

nonisolated private func allocatePairBox(_ widget: Child?, _ width: gint, _ height: gint, _ baseline: gint) {
    let pair = Pair(in: widget)
    let heights = pair.heights(in: width)
    var first = GtkAllocation(x: 0, y: 0, width: width, height: heights.first)
    var second = GtkAllocation(x: 0, y: heights.first, width: width, height: heights.second)
    if heights.isLine {
        (first.height, second.height) = (height, height)
        (first.width, second.width) = (pair.widths.first, pair.widths.second)
        (second.x, second.y) = (width - second.width, 0)
        if gtk_widget_get_direction(widget) == GTK_TEXT_DIR_RTL {
            first.x = width - first.width
            second.x = 0
        }
    }
    gtk_widget_size_allocate(pair.first, &first, -1)
    gtk_widget_size_allocate(pair.second, &second, -1)
}
