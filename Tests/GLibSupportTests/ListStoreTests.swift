import GLibSupport
import Testing

@Suite struct ListStoreTests {
    final class Item {
        let name: String
        let witness = Witness()

        init(_ name: String) {
            self.name = name
        }
    }

    private func names(_ store: ListStore<Item>) -> String {
        store.items.map(\.name).joined()
    }

    @Test func `Items are added, replaced and taken out`() {
        let store = ListStore("abc".map { Item(String($0)) })
        #expect(names(store) == "abc")
        store.append(Item("d"))
        store.insert(Item("0"), at: 0)
        #expect(names(store) == "0abcd")
        store[1] = Item("A")
        store.remove(at: 0)
        #expect(names(store) == "Abcd")
        #expect(store[3].name == "d")
        #expect(store.count == 4)
        store.removeAll()
        #expect(store.isEmpty)
    }

    @Test(arguments: [
        (0, 0, "xy", "xyabc"), (3, 0, "xy", "abcxy"), (1, 1, "x", "axc"), (0, 3, "", ""), (1, 2, "xyz", "axyz"),
    ])
    func `A splice takes out and puts in`(index: Int, removed: Int, added: String, result: String) {
        let store = ListStore("abc".map { Item(String($0)) })
        var notices = 0
        store.connect("items-changed") { (_: Int, _: Int, _: Int) in notices += 1 }
        store.splice(at: index, removing: removed, adding: added.map { Item(String($0)) })
        #expect(names(store) == result)
        #expect(notices == 1)
    }

    @Test func `Items are the very objects, and go with the list`() {
        weak var first: Item?
        do {
            let item = Item("a")
            first = item
            let store = ListStore([item, Item("b")])
            #expect(store[0] === item)
            store.remove(at: 0)
            store.append(item)
            #expect(store[1] === item)
        }
        #expect(first == nil)
    }
}
