import CAdwaita

/// The items of a long list, in their order.
///
/// Each is any Swift object; the list holds it for as long as it is in the list.
public final class ListStore<Item: AnyObject>: Object {
    /// A list without items.
    public convenience init() {
        self.init(adopting: g_list_store_new(g_object_get_type()))
    }

    /// A list of these items.
    public convenience init(_ items: [Item]) {
        self.init()
        append(contentsOf: items)
    }

    /// How many there are.
    public var count: Int { Int(g_list_model_get_n_items(pointer())) }

    /// Whether there are none.
    public var isEmpty: Bool { count == 0 }

    /// The item at a place; setting it binds its row anew.
    public subscript(index: Int) -> Item {
        get {
            guard let object = g_list_model_get_item(pointer(), guint(index)) else {
                preconditionFailure("The list has no item \(index).")
            }
            defer { g_object_unref(object) }
            return Carrier.item(object)
        }
        set { splice(at: index, removing: 1, adding: [newValue]) }
    }

    /// All items.
    public var items: [Item] { (0..<count).map { self[$0] } }

    /// Adds an item at the end.
    public func append(_ item: Item) {
        let carrier = Carrier.make(item)
        defer { g_object_unref(carrier) }
        g_list_store_append(pointer(), carrier)
    }

    /// Adds items at the end, with one notice to the list.
    public func append(contentsOf items: [Item]) {
        splice(at: count, removing: 0, adding: items)
    }

    /// Adds an item at a place.
    public func insert(_ item: Item, at index: Int) {
        splice(at: index, removing: 0, adding: [item])
    }

    /// Takes the item at a place out.
    public func remove(at index: Int) {
        g_list_store_remove(pointer(), guint(index))
    }

    /// Takes all items out.
    public func removeAll() {
        g_list_store_remove_all(pointer())
    }

    /// Takes items out and puts others there, with one notice to the list.
    public func splice(at index: Int, removing removed: Int, adding items: [Item]) {
        precondition(index >= 0 && removed >= 0 && index + removed <= count, "The list has no such items.")
        var carriers: [gpointer?] = items.map { Carrier.make($0) }
        defer { for case let carrier? in carriers { g_object_unref(carrier) } }
        carriers.withUnsafeMutableBufferPointer {
            g_list_store_splice(pointer(), guint(index), guint(removed), $0.baseAddress, guint(items.count))
        }
    }
}

/// A plain GObject that carries a Swift object through GTK's lists.
enum Carrier {
    private static let key = "item"

    /// A new carrier, whose one reference is the caller's.
    static func make(_ item: AnyObject) -> gpointer {
        guard let carrier = g_object_new_with_properties(g_object_get_type(), 0, nil, nil) else {
            preconditionFailure("GLib could not make an object.")
        }
        let data = Unmanaged.passRetained(item).toOpaque()
        g_object_set_data_full(carrier, key, data, releaseItem)
        return UnsafeMutableRawPointer(carrier)
    }

    /// What it carries.
    static func item<Item: AnyObject>(_ carrier: gpointer) -> Item {
        guard let data = g_object_get_data(carrier.assumingMemoryBound(to: GObject.self), key) else {
            preconditionFailure("The object carries nothing.")
        }
        return Unmanaged<Item>.fromOpaque(data).takeUnretainedValue()
    }
}

nonisolated private func releaseItem(_ data: gpointer?) {
    guard let data else { return }
    Unmanaged<AnyObject>.fromOpaque(data).release()
}
