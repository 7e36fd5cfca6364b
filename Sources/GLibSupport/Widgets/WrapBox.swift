import CAdwaita

/// Widgets of equal width beside each other, in as few rows as their texts have room in: a row of buttons.
///
/// Rows are as equally full as can be: four that don't fit stand two by two.
public final class WrapBox: Widget {
    /// A box with these in it.
    public convenience init(_ children: [Widget] = []) {
        self.init(sinking: gtk_box_new(GTK_ORIENTATION_HORIZONTAL, 0))
        gtk_widget_set_layout_manager(
            pointer(),
            gtk_custom_layout_new({ _ in GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH }, measureWrapBox, allocateWrapBox)
        )
        for child in children { append(child) }
    }

    /// Adds one at the end.
    public func append(_ child: Widget) {
        gtk_box_append(pointer(), child.pointer())
    }

    /// Takes all out.
    public func removeAll() {
        while let child = gtk_widget_get_first_child(pointer()) { gtk_box_remove(pointer(), child) }
    }

    /// How `count` widgets stand in a width: how many rows there are, and how many widgets are in one.
    nonisolated static func shape(of count: Int, each width: Int, in available: Int) -> (columns: Int, rows: Int) {
        guard count > 0 else { return (1, 0) }
        let fitting = min(max((available + spacing) / max(width + spacing, 1), 1), count)
        let rows = (count + fitting - 1) / fitting
        return ((count + rows - 1) / rows, rows)
    }

    /// The space between two.
    fileprivate nonisolated static let spacing = 6
}

private typealias Child = UnsafeMutablePointer<GtkWidget>

nonisolated private func visibleChildren(of widget: Child?) -> [Child] {
    var children: [Child] = []
    var next = gtk_widget_get_first_child(widget)
    while let child = next {
        if gtk_widget_should_layout(child) != 0 { children.append(child) }
        next = gtk_widget_get_next_sibling(child)
    }
    return children
}

/// The sizes of the one that needs the most.
nonisolated private func largest(_ children: [Child], _ orientation: GtkOrientation, for size: Int) -> (
    minimum: Int, natural: Int
) {
    var largest = (minimum: 0, natural: 0)
    for child in children {
        var (minimum, natural): (gint, gint) = (0, 0)
        gtk_widget_measure(child, orientation, gint(size), &minimum, &natural, nil, nil)
        largest = (max(largest.minimum, Int(minimum)), max(largest.natural, Int(natural)))
    }
    return largest
}

nonisolated private func measureWrapBox(
    _ widget: Child?,
    _ orientation: GtkOrientation,
    _ size: gint,
    _ minimum: UnsafeMutablePointer<gint>?,
    _ natural: UnsafeMutablePointer<gint>?,
    _ minimumBaseline: UnsafeMutablePointer<gint>?,
    _ naturalBaseline: UnsafeMutablePointer<gint>?
) {
    let children = visibleChildren(of: widget)
    let width = largest(children, GTK_ORIENTATION_HORIZONTAL, for: -1)
    let row = children.count * (width.natural + WrapBox.spacing) - WrapBox.spacing
    if orientation == GTK_ORIENTATION_HORIZONTAL {
        minimum?.pointee = gint(width.minimum)
        natural?.pointee = gint(max(row, 0))
    } else {
        let (_, rows) = WrapBox.shape(of: children.count, each: width.natural, in: size < 0 ? row : Int(size))
        let height = largest(children, GTK_ORIENTATION_VERTICAL, for: -1).natural
        minimum?.pointee = gint(max(rows * (height + WrapBox.spacing) - WrapBox.spacing, 0))
        natural?.pointee = minimum?.pointee ?? 0
    }
    minimumBaseline?.pointee = -1
    naturalBaseline?.pointee = -1
}

nonisolated private func allocateWrapBox(_ widget: Child?, _ width: gint, _ height: gint, _ baseline: gint) {
    let children = visibleChildren(of: widget)
    let natural = largest(children, GTK_ORIENTATION_HORIZONTAL, for: -1).natural
    let (columns, rows) = WrapBox.shape(of: children.count, each: natural, in: Int(width))
    guard rows > 0 else { return }
    let (columnStep, rowStep) = (Int(width) + WrapBox.spacing, Int(height) + WrapBox.spacing)
    let isRightToLeft = gtk_widget_get_direction(widget) == GTK_TEXT_DIR_RTL
    for (index, child) in children.enumerated() {
        let column = isRightToLeft ? columns - 1 - index % columns : index % columns
        let row = index / columns
        // The pixels that are left over go to some of them.
        let (left, right) = (columnStep * column / columns, columnStep * (column + 1) / columns - WrapBox.spacing)
        let (top, bottom) = (rowStep * row / rows, rowStep * (row + 1) / rows - WrapBox.spacing)
        var place = GtkAllocation(
            x: gint(left),
            y: gint(top),
            width: gint(max(right - left, 0)),
            height: gint(max(bottom - top, 0))
        )
        gtk_widget_size_allocate(child, &place, -1)
    }
}
