import GLibSupport
import Testing

@Suite(.serialized, .needsDisplay) struct WidgetTests {
    init() throws {
        try GTKTest.start()
    }

    @Test func `A widget without a parent goes with the value that made it`() {
        var isGone = false
        do {
            let button = Button("a")
            button.onClicked { [weak button] in button?.label = "b" }
            button.onFinalized { isGone = true }
            button.click()
            #expect(button.label == "b")
        }
        #expect(isGone)
    }

    @Test func `What is in a box is kept by it, and goes with it`() {
        var gone = 0
        var heard: [String] = []
        do {
            let box = Box(.vertical)
            do {
                let button = Button("a")
                button.onFinalized { gone += 1 }
                // Nobody but the widget holds the value that made it.
                button.onClicked { [weak button] in heard.append(button?.label ?? "nothing") }
                box.append(button)
            }
            #expect(gone == 0)
            #expect(box.children.count == 1)
            box.children.first?.emit("clicked")
            #expect(heard == ["a"])
            box.onFinalized { gone += 1 }
        }
        #expect(gone == 2)
    }

    @Test func `A box is to style sheets what it is called, or a box`() {
        func styleName(of box: Box) -> String { box.property("css-name") }
        #expect(styleName(of: Box(.vertical, styleName: "part")) == "part")
        #expect(styleName(of: Box(.vertical, role: .region)) == "box")
    }

    @Test func `Two values of one widget are equal`() {
        let label = Label("a")
        let box = Box(.horizontal, [label])
        #expect(box.children == [label])
        #expect(label.parent == box)
        #expect(label.parent.map { Set([$0, box]).count } == 1)
        #expect(label != box)
    }

    @Test func `Any text is safe where GTK would read marks`() {
        let text = "a & <b> \"c\" </span>"
        let row = ActionRow(text, subtitle: text)
        let group = PreferencesGroup(text, description: text, [row, EntryRow(text), PasswordEntryRow(text)])
        let status = StatusPage(title: text, description: text)
        let overlay = ToastOverlay(Box(.vertical, [group, status, Label(text), Avatar(size: 16, text: text)]))
        overlay.add(Toast(text))
        #expect(row.title == text)
        #expect(row.subtitle == text)
        #expect(group.title == text)
        #expect(group.groupDescription == text)
        #expect(status.title == text)
        #expect(status.pageDescription == text)
        // Warnings end the process: showing it is the test.
        let window = Window()
        window.child = overlay
        window.present()
        #expect(GTKTest.turn { overlay.isMapped })
        let dialog = MessageDialog(over: window, heading: text, body: text)
        dialog.addResponse("yes", text)
        dialog.present()
        #expect(GTKTest.turn { dialog.isMapped })
        ShortcutsWindow([.init(text, [(keys: "<Control>k", title: text)])], search: text).destroy()
        dialog.destroy()
        window.destroy()
    }

    @Test func `An enumeration, a number and an object are properties, too`() {
        let label = Label("a")
        label.setProperty("halign", 2)
        #expect(label.horizontalAlign == .end)
        label.setProperty("xalign", 0.25)
        #expect(label.property("xalign", as: Double.self) == 0.25)
        label.setProperty("width-request", 30)
        #expect(label.property("width-request", as: Int.self) == 30)
        let box = Box(.vertical, [label])
        #expect(label.property("parent", as: Widget?.self) == box)
        #expect(box.property("parent", as: Widget?.self) == nil)
    }

    @Test func `A long text is edited and read whole`() {
        let view = TextView()
        var seen: [String] = []
        view.onChanged { [weak view] in seen.append(view?.text ?? "") }
        let text = String(repeating: "é\n👩‍👩‍👧 x", count: 1000)
        view.text = text
        view.insertAtCursor("!")
        #expect(view.text == text + "!")
        #expect(seen.last == text + "!")
    }

    @Test func `A dialog tells its answer and goes`() {
        var answers: [String] = []
        var isGone = false
        let parent = Window()
        defer { parent.destroy() }
        parent.present()
        do {
            let dialog = MessageDialog(over: parent, heading: "Sure?")
            dialog.addResponse("no", "No")
            dialog.addResponse("yes", "Yes", appearance: .destructive)
            dialog.setCloseResponse("no")
            dialog.onResponse { answers.append($0) }
            dialog.onFinalized { isGone = true }
            dialog.present()
            #expect(GTKTest.turn { dialog.isMapped })
            dialog.close()
        }
        #expect(GTKTest.turn { isGone })
        #expect(answers == ["no"])
    }

    @Test func `A list tells which row was chosen`() {
        let list = ListBox(selection: .single)
        for name in "abc" { list.append(ListBoxRow(Label(String(name)))) }
        var selected: [Int?] = []
        list.onRowSelected { selected.append($0?.index) }
        list.selectedRow = list.row(at: 1)
        #expect(list.row(at: 1)?.isSelected == true)
        list.selectedRow = nil
        #expect(selected == [1, nil])
        list.removeAll()
        #expect(list.row(at: 0) == nil)
    }
}
