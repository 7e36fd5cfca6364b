import GLibSupport
import Testing

@testable import TchatDesktop
@testable import TchatPresentation

@Suite(.serialized, .needsDisplay) struct PlotViewTests {
    init() throws {
        try GTKTest.start()
    }

    @Test func `Keys move the readout through time`() throws {
        let view = PlotView()
        view.plot = .sample((0..<100).map { Double($0) })
        let window = try TestWindow(view.widget, width: 400, height: 200)
        #expect(view.readoutText == nil)
        #expect(!view.readoutLabel.isVisible)

        #expect(view.press(.left))
        #expect(view.readoutText == "Now: 99.0\u{A0}%")
        #expect(view.readoutLabel.isVisible)
        #expect(view.readoutLabel.text == view.readoutText)
        for _ in 0..<2 { #expect(view.press(.left)) }
        #expect(view.readoutText == "2\u{A0}s ago: 97.0\u{A0}%")
        #expect(view.press(.right))
        #expect(view.readoutText == "1\u{A0}s ago: 98.0\u{A0}%")
        #expect(view.press(.home))
        #expect(view.readoutText == "1\u{A0}min ago: 0.0\u{A0}%")
        #expect(view.press(.left))
        #expect(view.readoutSeconds == 99, "There is nothing before the beginning.")
        #expect(view.press(.end))
        #expect(view.readoutSeconds == 0)

        #expect(view.press(.escape))
        #expect(view.readoutText == nil)
        #expect(!view.press(.escape), "Then Escape is for others.")
        #expect(!view.press(.tab))
        _ = window
    }

    @Test func `The readout follows the plot`() throws {
        let view = PlotView()
        view.plot = .sample([1, 2])
        #expect(view.press(.left))
        view.plot = .sample([1, 2, 3])
        #expect(view.readoutLabel.text == "Now: 3.0\u{A0}%")
        view.plot = .sample([1, 2, nil])
        #expect(view.readoutLabel.text == "Nothing measured")
        view.plot = nil
        #expect(!view.readoutLabel.isVisible)
    }

    @Test func `No line runs through what its maximum is`() throws {
        let view = PlotView()
        view.plot = .sample([100, 100])
        let window = try TestWindow(view.widget, width: 400, height: 200)
        try window.rest()
        let label = try #require(view.maximumLabel.frame(in: view.widget))
        let area = try #require(view.area.frame(in: view.widget))
        #expect(view.maximumLabel.text == "100.0 %" && label.height > 0)
        #expect(label.y + label.height <= area.y)
    }

    @Test func `A plot that can't be read takes no keys`() {
        let view = PlotView()
        view.plot = .sample([1])
        #expect(view.area.isFocusable)
        view.isInteractive = false
        #expect(!view.area.isFocusable)
        #expect(!view.press(.left))
        #expect(view.readoutText == nil)
    }

    @Test func `Screen readers aren't told of each second`() {
        let view = PlotView()
        view.plot = .sample([0])
        #expect(view.description == "Processor: 0.0 %")
        for second in 1...9 {
            view.plot = .sample([Double(second)])
            #expect(view.description == "Processor: 0.0 %")
        }
        view.plot = .sample([10])
        #expect(view.description == "Processor: 10.0 %")
        view.plot = .sample([11], id: .memory)
        #expect(view.description == "Processor: 11.0 %", "Another plot is told at once.")
    }

    @Test func `It goes with its window`() throws {
        weak var gone: PlotView?
        var isReleased = false
        do {
            let view = PlotView()
            view.plot = .sample([1, 2, nil, 4], sent: [4, 3, nil, 1], cores: [[1, 2, 3]])
            view.widget.onFinalized { isReleased = true }
            let window = try TestWindow(view.widget)
            try window.rest()
            gone = view
        }
        GTKTest.settle()
        #expect(gone == nil)
        #expect(isReleased)
    }
}

@Suite(.serialized, .needsDisplay) struct MeterTests {
    init() throws {
        try GTKTest.start()
    }

    @Test(arguments: [(0.5, 0.5), (-1, 0), (7, 1), (.nan, 0), (.infinity, 0)])
    func `Shows a share`(value: Double, shown: Double) {
        let meter = Meter()
        meter.fraction = value
        #expect(meter.fraction == shown)
        #expect(meter.bar.value == shown)
    }

    @Test func `Warns of what is nearly full where that is bad`() {
        let meter = Meter()
        meter.fraction = 0.95
        #expect(!meter.bar.hasClass("nearly-full"))
        meter.warnsWhenFull = true
        #expect(meter.bar.hasClass("nearly-full"))
        meter.fraction = 0.89
        #expect(!meter.bar.hasClass("nearly-full"))
    }
}
