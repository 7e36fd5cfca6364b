import CAdwaita

/// What shows one item of a `ListView`; used again for another when it has scrolled away.
///
/// The list holds it as long as it needs it. The handlers of its widgets must not capture it strongly.
public protocol ListRow: AnyObject {
    /// What it shows.
    associatedtype Item: AnyObject
    /// Its widget, always the same.
    var widget: Widget { get }
    /// Shows an item.
    func bind(_ item: Item)
    /// Lets go of the item that it showed.
    func unbind()
}

/// A long list, of which only the rows that are seen are made.
public final class ListView: Widget {
    /// A list of a store's items.
    ///
    /// - Parameters:
    ///   - selection: Whether rows can be selected; without it, they can't be activated either.
    ///   - makeRow: Makes a row; as many as are seen, and some more.
    public convenience init<Row: ListRow>(
        _ store: ListStore<Row.Item>,
        selection: Selection = .none,
        makeRow: @escaping @MainActor () -> Row
    ) {
        let factory = Object(adopting: gtk_signal_list_item_factory_new())
        let isActivatable = selection != .none
        // "unbind" says nothing that "bind" or "teardown" doesn't: GTK (4.8) lets go of a row only to bind or to free it.
        factory.connect("setup") { (item: ListItem) in item.setUp(BoundRow(makeRow()), isActivatable) }
        factory.connect("bind") { (item: ListItem) in
            let bound: BoundRow<Row>? = item.row()
            bound?.bind(item.carrier)
        }
        factory.connect("teardown") { (item: ListItem) in
            let bound: BoundRow<Row>? = item.row()
            bound?.bind(nil)
            item.tearDown()
        }
        // The selection and the view each take over a reference of what they are given.
        g_object_ref(store.raw)
        let model: OpaquePointer? =
            switch selection {
            case .none: gtk_no_selection_new(store.pointer())
            case .single: gtk_single_selection_new(store.pointer())
            }
        g_object_ref(factory.raw)
        self.init(sinking: gtk_list_view_new(model, factory.pointer()))
    }

    /// Scrolls just as far as is needed to show the item at a place.
    public func scroll(to index: Int) {
        gtk_widget_activate_action_variant(pointer(), "list.scroll-to-item", g_variant_new_uint32(guint(index)))
    }

    /// The place of the selected item.
    public var selectedIndex: Int? {
        get {
            guard let model = singleSelection else { return nil }
            let index = gtk_single_selection_get_selected(model)
            return index == guint.max ? nil : Int(index)
        }
        set {
            guard let model = singleSelection else { return }
            gtk_single_selection_set_selected(model, newValue.map { guint($0) } ?? guint.max)
        }
    }

    /// Calls the handler each time another item is selected, also by the program.
    @discardableResult public func onSelectionChanged(_ handler: @escaping Handler) -> SignalHandler? {
        singleSelection.map { Object(borrowing: .init($0)).onNotify("selected", handler) }
    }

    /// Whether one click activates a row, rather than two.
    public var activatesOnSingleClick: Bool {
        get { Bool(gtk_list_view_get_single_click_activate(pointer())) }
        set { gtk_list_view_set_single_click_activate(pointer(), newValue.c) }
    }

    /// Whether lines stand between the rows.
    public var showsSeparators: Bool {
        get { Bool(gtk_list_view_get_show_separators(pointer())) }
        set { gtk_list_view_set_show_separators(pointer(), newValue.c) }
    }

    /// Calls the handler with the place of a row that is activated, by a click or Enter.
    @discardableResult public func onActivated(_ handler: @escaping @MainActor (Int) -> Void) -> SignalHandler {
        connect("activate", handler)
    }

    /// How many rows can be selected.
    public nonisolated enum Selection: Sendable {
        /// None.
        case none
        /// One.
        case single
    }

    private var singleSelection: OpaquePointer? {
        guard let model = gtk_list_view_get_model(pointer()) else { return nil }
        return shim_is_a(.init(model), gtk_single_selection_get_type()) == 0 ? nil : model
    }
}

/// A row and what it shows.
///
/// When rows come or go, GTK binds all rows behind them anew to what they show already, as their numbers have changed. That
/// is nothing to a row: only another item is.
private final class BoundRow<Row: ListRow> {
    let row: Row
    private var carrier: Object?

    init(_ row: Row) {
        self.row = row
    }

    /// Shows what is carried, unless it does already; or nothing.
    func bind(_ carrier: Object?) {
        guard carrier != self.carrier else { return }
        if self.carrier != nil { row.unbind() }
        self.carrier = carrier
        if let carrier { row.bind(Carrier.item(carrier.raw)) }
    }
}

/// GTK's place for one row, which holds the Swift row.
private final class ListItem: Object {
    private static let key = "row"

    func setUp<Row: ListRow>(_ bound: BoundRow<Row>, _ isActivatable: Bool) {
        g_object_set_data_full(pointer(), Self.key, Unmanaged.passRetained(bound).toOpaque(), releaseRow)
        gtk_list_item_set_child(pointer(), bound.row.widget.pointer())
        gtk_list_item_set_activatable(pointer(), isActivatable.c)
        gtk_list_item_set_selectable(pointer(), isActivatable.c)
    }

    func tearDown() {
        gtk_list_item_set_child(pointer(), nil)
        g_object_set_data(pointer(), Self.key, nil)
    }

    func row<Row: ListRow>() -> BoundRow<Row>? {
        g_object_get_data(pointer(), Self.key).map { Unmanaged<BoundRow<Row>>.fromOpaque($0).takeUnretainedValue() }
    }

    /// What carries the item in the list.
    var carrier: Object? { gtk_list_item_get_item(pointer()).map { Object(borrowing: $0) } }
}

nonisolated private func releaseRow(_ data: gpointer?) {
    guard let data else { return }
    Unmanaged<AnyObject>.fromOpaque(data).release()
}
