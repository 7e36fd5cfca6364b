import GLibSupport
import Testing

@Suite(.serialized, .needsDisplay) struct ListViewTests {
    init() throws {
        try GTKTest.start()
    }

    private final class Item {
        let text: String
        let witness = Witness()

        init(_ number: Int) {
            text = "row \(number)"
        }
    }

    private final class Row: ListRow {
        static var made = 0
        static var bound = 0
        let label = Label()
        let witness = Witness()
        var widget: Widget { label }

        init() {
            Self.made += 1
            label.onMap { [weak self] in _ = self }
        }

        func bind(_ item: Item) {
            Self.bound += 1
            label.text = item.text
        }

        func unbind() {
            label.text = ""
        }
    }

    @Test func `Rows are few, bound again and again, and freed with the window`() {
        let before = Witness.alive
        Row.made = 0
        Row.bound = 0
        do {
            let store = ListStore((0..<5000).map(Item.init))
            let list = ListView(store) { Row() }
            let scrolled = ScrolledWindow(ClampScrollable(list))
            let window = Window()
            window.defaultSize = (300, 400)
            window.child = scrolled
            window.present()
            #expect(GTKTest.turn { Row.bound > 0 })
            for index in stride(from: 0, to: 5000, by: 100) {
                list.scroll(to: index)
                GTKTest.settle()
            }
            #expect(Row.bound > 1000)
            #expect(Row.made < 1000)
            scrolled.verticalAdjustment.scrollToEnd()
            #expect(scrolled.verticalAdjustment.isAtEnd())
            store.removeAll()
            window.destroy()
        }
        #expect(GTKTest.turn { Witness.alive == before })
    }

    @Test func `A row is bound anew only to another item, and lets go of one that is gone`() {
        Row.bound = 0
        let store = ListStore((0..<10).map(Item.init))
        let list = ListView(store) { Row() }
        let window = Window()
        window.child = ScrolledWindow(list)
        window.present()
        #expect(GTKTest.turn { Row.bound == 10 })
        store.splice(at: 0, removing: 0, adding: (10..<13).map(Item.init))
        #expect(GTKTest.turn { list.children.count == 13 })
        #expect(Row.bound == 13)
        store[5] = store[5]
        #expect(GTKTest.turn { Row.bound == 14 })
        weak let item = store[7]
        store.remove(at: 7)
        #expect(GTKTest.turn { item == nil })
        #expect(Row.bound == 14)
        window.destroy()
    }

    @Test func `A selection is told, and rows that are added are shown`() {
        let store = ListStore<Item>()
        let list = ListView(store, selection: .single) { Row() }
        var selected: [Int?] = []
        list.onSelectionChanged { [weak list] in selected.append(list?.selectedIndex) }
        let window = Window()
        window.child = ScrolledWindow(list)
        window.present()
        #expect(GTKTest.turn { list.isMapped })
        store.append(contentsOf: (0..<3).map(Item.init))
        #expect(GTKTest.turn { list.children.count == 3 })
        list.selectedIndex = 2
        #expect(selected.last == 2)
        store.remove(at: 2)
        #expect(GTKTest.turn { list.children.count == 2 })
        window.destroy()
    }
}
