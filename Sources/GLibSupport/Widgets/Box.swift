import CAdwaita

/// Widgets in a row, or one above the other.
public final class Box: Widget {
    /// A box with these in it.
    public convenience init(_ orientation: Orientation, spacing: Int = 0, _ children: [Widget] = []) {
        self.init(sinking: gtk_box_new(orientation.c, gint(spacing)))
        for child in children { append(child) }
    }

    /// A box that is something to a screen reader: a group, a region, a log.
    public convenience init(
        _ orientation: Orientation,
        spacing: Int = 0,
        role: AccessibleRole,
        _ children: [Widget] = []
    ) {
        self.init(gtk_box_get_type(), role: role)
        gtk_orientable_set_orientation(pointer(), orientation.c)
        self.spacing = spacing
        for child in children { append(child) }
    }

    /// A box that the theme's rules for boxes are not for, as style sheets know it by another name.
    public convenience init(_ orientation: Orientation, spacing: Int = 0, styleName: String, _ children: [Widget] = [])
    {
        self.init(gtk_box_get_type(), role: .group, styleName: styleName)
        gtk_orientable_set_orientation(pointer(), orientation.c)
        self.spacing = spacing
        for child in children { append(child) }
    }

    /// Which way it runs.
    public var orientation: Orientation {
        get { Orientation(rawValue: gtk_orientable_get_orientation(pointer()).rawValue) ?? .horizontal }
        set { gtk_orientable_set_orientation(pointer(), newValue.c) }
    }

    /// The space between two.
    public var spacing: Int {
        get { Int(gtk_box_get_spacing(pointer())) }
        set { gtk_box_set_spacing(pointer(), gint(newValue)) }
    }

    /// Adds one at the end.
    public func append(_ child: Widget) {
        gtk_box_append(pointer(), child.pointer())
    }

    /// Adds one at the start.
    public func prepend(_ child: Widget) {
        gtk_box_prepend(pointer(), child.pointer())
    }

    /// Adds one behind another; behind none, at the start.
    public func insert(_ child: Widget, after sibling: Widget?) {
        gtk_box_insert_child_after(pointer(), child.pointer(), sibling?.pointer())
    }

    /// Moves one behind another; behind none, to the start.
    public func move(_ child: Widget, after sibling: Widget?) {
        gtk_box_reorder_child_after(pointer(), child.pointer(), sibling?.pointer())
    }

    /// Takes one out.
    public func remove(_ child: Widget) {
        gtk_box_remove(pointer(), child.pointer())
    }

    /// Takes all out.
    public func removeAll() {
        while let child = gtk_widget_get_first_child(pointer()) { gtk_box_remove(pointer(), child) }
    }
}

/// A line between things.
public final class Separator: Widget {
    /// A line that runs this way.
    public convenience init(_ orientation: Orientation = .horizontal) {
        self.init(sinking: gtk_separator_new(orientation.c))
    }
}

/// Widgets in rows and columns.
public final class Grid: Widget {
    /// An empty grid.
    public convenience init(rowSpacing: Int = 0, columnSpacing: Int = 0) {
        self.init(sinking: gtk_grid_new())
        gtk_grid_set_row_spacing(pointer(), guint(rowSpacing))
        gtk_grid_set_column_spacing(pointer(), guint(columnSpacing))
    }

    /// Puts one into a cell, or over several.
    public func attach(_ child: Widget, column: Int, row: Int, width: Int = 1, height: Int = 1) {
        gtk_grid_attach(pointer(), child.pointer(), gint(column), gint(row), gint(width), gint(height))
    }

    /// Takes one out.
    public func remove(_ child: Widget) {
        gtk_grid_remove(pointer(), child.pointer())
    }
}

/// One widget above another.
public final class Overlay: Widget {
    /// An overlay over that.
    public convenience init(_ child: Widget? = nil) {
        self.init(sinking: gtk_overlay_new())
        self.child = child
    }

    /// What is below.
    public var child: Widget? {
        get { gtk_overlay_get_child(pointer()).map { Widget(borrowing: $0) } }
        set { gtk_overlay_set_child(pointer(), newValue?.pointer()) }
    }

    /// Puts one above; its alignment says where.
    public func addOverlay(_ widget: Widget) {
        gtk_overlay_add_overlay(pointer(), widget.pointer())
    }
}

/// Shows and hides what is in it with a movement.
public final class Revealer: Widget {
    /// A revealer that hides that.
    public convenience init(_ child: Widget? = nil, transition: Transition = .slideDown) {
        self.init(sinking: gtk_revealer_new())
        self.child = child
        gtk_revealer_set_transition_type(pointer(), GtkRevealerTransitionType(transition.rawValue))
    }

    /// What is in it.
    public var child: Widget? {
        get { gtk_revealer_get_child(pointer()).map { Widget(borrowing: $0) } }
        set { gtk_revealer_set_child(pointer(), newValue?.pointer()) }
    }

    /// Whether it is shown.
    public var isRevealed: Bool {
        get { Bool(gtk_revealer_get_reveal_child(pointer())) }
        set { gtk_revealer_set_reveal_child(pointer(), newValue.c) }
    }

    /// The movement.
    public nonisolated enum Transition: UInt32, Sendable {
        /// None.
        case none
        /// It fades in.
        case crossfade
        /// From the left.
        case slideRight
        /// From the right.
        case slideLeft
        /// From below.
        case slideUp
        /// From above.
        case slideDown
    }
}

/// One of several pages, shown in the same place.
public final class Stack: Widget {
    /// A stack without pages.
    public convenience init(transition: Transition = .none) {
        self.init(sinking: gtk_stack_new())
        gtk_stack_set_transition_type(pointer(), GtkStackTransitionType(transition.rawValue))
    }

    /// Adds a page; the first is shown.
    public func add(_ child: Widget, name: String) {
        gtk_stack_add_named(pointer(), child.pointer(), name)
    }

    /// Takes a page out.
    public func remove(_ child: Widget) {
        gtk_stack_remove(pointer(), child.pointer())
    }

    /// The page of that name.
    public func child(named name: String) -> Widget? {
        gtk_stack_get_child_by_name(pointer(), name).map { Widget(borrowing: $0) }
    }

    /// The name of the page that is shown; it must be there.
    public var visibleName: String {
        get { String(c: gtk_stack_get_visible_child_name(pointer())) }
        set { gtk_stack_set_visible_child_name(pointer(), newValue) }
    }

    /// Whether all pages have the size of the largest.
    public func setHomogeneous(horizontally: Bool, vertically: Bool) {
        gtk_stack_set_hhomogeneous(pointer(), horizontally.c)
        gtk_stack_set_vhomogeneous(pointer(), vertically.c)
    }

    /// The movement from page to page.
    public nonisolated enum Transition: UInt32, Sendable {
        /// None.
        case none
        /// The one fades into the other.
        case crossfade
    }
}
