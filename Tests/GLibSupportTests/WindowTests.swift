import GLibSupport
import Testing

@Suite(.serialized, .needsDisplay) struct WindowTests {
    init() throws {
        try GTKTest.start()
    }

    /// What a page is: its widgets, an observer, and handlers that hold it weakly.
    private final class Page {
        let root = Box(.vertical)
        let button = Button("a")
        let observer = Observer()
        let witness = Witness()

        init() {
            root.append(button)
            button.onClicked { [weak self] in self?.button.label = "b" }
            observer.track { [weak self] in self?.button.tooltip = "tip" }
            button.addShortcut("<Control>k", scope: .global) { [weak self] in self != nil }
            root.onKeyPressed { [weak self] _, _ in self == nil }
            root.onPointer(entered: { [weak self] _, _ in _ = self })
            let area = DrawingArea()
            area.onDraw { [weak self] canvas in
                canvas.setColor(self == nil ? Color(red: 1, green: 0, blue: 0) : canvas.widget.foregroundColor)
                canvas.text("x", x: 0, y: 0)
            }
            let menu = PopoverMenu(Menu([.init("A", action: "win.a", target: "b")]))
            menu.attach(to: area)
            area.onPressed(.secondary) { [weak menu] _, x, y in menu?.open(x: x, y: y) }
            root.append(area)
        }
    }

    @Test func `A window that is closed frees all that was in it`() {
        let before = Witness.alive
        var gone: [String] = []
        do {
            let window = Window()
            let page = Page()
            window.child = page.root
            window.onCloseRequest { [page] in
                page.button.label = "closing"
                return false
            }
            window.onFinalized { gone.append("window") }
            page.button.onFinalized { gone.append("button") }
            window.present()
            #expect(GTKTest.turn { page.button.isMapped })
            page.button.click()
            #expect(page.button.label == "b")
            window.close()
        }
        #expect(GTKTest.turn { Set(gone) == ["window", "button"] })
        #expect(GTKTest.turn { Witness.alive == before })
    }

    @Test func `What made a window stays with it until it is destroyed`() {
        weak var window: Window?
        do {
            let made = Window()
            window = made
        }
        #expect(window != nil)
        window?.destroy()
        #expect(window == nil)
    }

    @Test func `A window that must not close stays`() {
        let window = Window()
        window.onCloseRequest { true }
        window.present()
        #expect(GTKTest.turn { window.isMapped })
        window.close()
        GTKTest.settle()
        #expect(window.isMapped)
        #expect(Window.all.contains(window))
        window.destroy()
        #expect(!Window.all.contains(window))
    }

    @Test func `The first frame and being on the screen are told`() {
        let window = Window()
        var heard: [String] = []
        window.child = Label("a")
        window.onFirstFrame { heard.append("frame") }
        window.onScreenChanged { [weak window] in heard.append(window?.isOnScreen == true ? "on" : "off") }
        #expect(!window.isOnScreen)
        window.present()
        #expect(GTKTest.turn { heard.contains("frame") })
        #expect(heard.first == "on")
        window.isVisible = false
        #expect(GTKTest.turn { heard.last == "off" })
        window.isVisible = true
        #expect(GTKTest.turn { heard.last == "on" })
        #expect(heard.filter { $0 == "frame" }.count == 1)
        window.destroy()
    }

    @Test func `A drawing has the size and the colours of its widget`() {
        let window = Window()
        let area = DrawingArea(role: .meter)
        area.setContentSize(width: 120, height: 40)
        var drawn: (Double, Double)?
        var hasAccent = false
        area.onDraw { canvas in
            drawn = (canvas.width, canvas.height)
            hasAccent = canvas.widget.namedColor("accent_color") != nil && canvas.widget.namedColor("nonsense") == nil
            let small = canvas.size(of: "123", style: TextStyle(hasTabularFigures: true))
            #expect(canvas.size(of: "123", style: TextStyle(scale: 2)).width > small.width)
            canvas.roundedRectangle(x: 0, y: 0, width: 10, height: 10, radius: 3)
            canvas.saved { canvas.clip() }
            canvas.text("123", x: canvas.width, y: 0, anchor: (1, 0))
        }
        window.child = area
        window.present()
        #expect(GTKTest.turn { drawn != nil })
        #expect(drawn?.0 == Double(area.width))
        #expect(hasAccent)
        window.destroy()
    }
}
