import CAdwaita

/// A list of few rows, each of them made at once: a sidebar, a form.
///
/// A long list is a `ListView`.
public final class ListBox: Widget {
    /// An empty list.
    public convenience init(selection: SelectionMode = .none) {
        self.init(sinking: gtk_list_box_new())
        gtk_list_box_set_selection_mode(pointer(), GtkSelectionMode(selection.rawValue))
    }

    /// Adds a row at the end; what isn't a row is put in one.
    public func append(_ child: Widget) {
        gtk_list_box_append(pointer(), child.pointer())
    }

    /// Adds a row at a place.
    public func insert(_ child: Widget, at index: Int) {
        gtk_list_box_insert(pointer(), child.pointer(), gint(index))
    }

    /// Takes a row out.
    public func remove(_ child: Widget) {
        gtk_list_box_remove(pointer(), child.pointer())
    }

    /// Takes all rows out.
    public func removeAll() {
        while let row = gtk_list_box_get_row_at_index(pointer(), 0) {
            gtk_list_box_remove(pointer(), UnsafeMutableRawPointer(row).assumingMemoryBound(to: GtkWidget.self))
        }
    }

    /// The row at a place.
    public func row(at index: Int) -> ListBoxRow? {
        gtk_list_box_get_row_at_index(pointer(), gint(index)).map { ListBoxRow(borrowing: $0) }
    }

    /// The selected row.
    public var selectedRow: ListBoxRow? {
        get { gtk_list_box_get_selected_row(pointer()).map { ListBoxRow(borrowing: $0) } }
        set { gtk_list_box_select_row(pointer(), newValue?.pointer()) }
    }

    /// What is shown while there are no rows.
    public func setPlaceholder(_ widget: Widget?) {
        gtk_list_box_set_placeholder(pointer(), widget?.pointer())
    }

    /// Whether lines stand between the rows.
    public var showsSeparators: Bool {
        get { Bool(gtk_list_box_get_show_separators(pointer())) }
        set { gtk_list_box_set_show_separators(pointer(), newValue.c) }
    }

    /// Whether one click activates a row, rather than two.
    public var activatesOnSingleClick: Bool {
        get { Bool(gtk_list_box_get_activate_on_single_click(pointer())) }
        set { gtk_list_box_set_activate_on_single_click(pointer(), newValue.c) }
    }

    /// Calls the handler when a row is activated, by a click or Enter.
    @discardableResult public func onRowActivated(
        _ handler: @escaping @MainActor (ListBoxRow) -> Void
    ) -> SignalHandler {
        connect("row-activated", handler)
    }

    /// Calls the handler each time another row is selected, also by the program; nothing when none is.
    @discardableResult public func onRowSelected(
        _ handler: @escaping @MainActor (ListBoxRow?) -> Void
    ) -> SignalHandler {
        connect("row-selected", handler)
    }

    /// How many rows can be selected.
    public nonisolated enum SelectionMode: UInt32, Sendable {
        /// None.
        case none
        /// One or none.
        case single
        /// One, always.
        case browse
    }
}

/// A row of a `ListBox`.
public class ListBoxRow: Widget, Actionable {
    /// A row with that in it.
    public convenience init(_ child: Widget? = nil) {
        self.init(sinking: gtk_list_box_row_new())
        self.child = child
    }

    /// What is in it.
    public var child: Widget? {
        get { gtk_list_box_row_get_child(pointer()).map { Widget(borrowing: $0) } }
        set { gtk_list_box_row_set_child(pointer(), newValue?.pointer()) }
    }

    /// Its place in the list; -1 when it is in none.
    public var index: Int { Int(gtk_list_box_row_get_index(pointer())) }

    /// Whether it is selected.
    public var isSelected: Bool { Bool(gtk_list_box_row_is_selected(pointer())) }

    /// Whether it can be selected.
    public var isSelectable: Bool {
        get { Bool(gtk_list_box_row_get_selectable(pointer())) }
        set { gtk_list_box_row_set_selectable(pointer(), newValue.c) }
    }

    /// Whether a click or Enter activates it.
    public var isActivatable: Bool {
        get { Bool(gtk_list_box_row_get_activatable(pointer())) }
        set { gtk_list_box_row_set_activatable(pointer(), newValue.c) }
    }

    /// What stands above it, between it and the row before.
    public var header: Widget? {
        get { gtk_list_box_row_get_header(pointer()).map { Widget(borrowing: $0) } }
        set { gtk_list_box_row_set_header(pointer(), newValue?.pointer()) }
    }
}
