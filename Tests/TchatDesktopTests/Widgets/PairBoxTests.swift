import GLibSupport
import Testing

@Suite(.serialized, .needsDisplay) struct PairBoxTests {
    private let name = Label("Busiest core")
    private let value = Label("71.6 %")
    private let box: PairBox

    init() throws {
        try GTKTest.start()
        box = PairBox(name, value)
    }

    /// Where the two are in a box of that width, and how high it is.
    private func frames(width: Int) throws -> (name: Frame, value: Frame, height: Int) {
        let clamp = Clamp(box, maximumSize: width)
        clamp.tighteningThreshold = width
        clamp.verticalAlign = .start
        let window = try TestWindow(clamp)
        try window.rest()
        #expect(box.width == width)
        return (try #require(name.frame(in: box)), try #require(value.frame(in: box)), box.height)
    }

    @Test func `They share a line where there is room`() throws {
        let (first, second, _) = try frames(width: 400)
        #expect(first.x == 0 && first.y == second.y)
        #expect(second.x >= first.x + first.width + 12)
        #expect(second.x + second.width == 400)
    }

    @Test func `The second is below, with all of its text, where there is none`() throws {
        for label in [name, value] {
            label.wraps = true
            label.fillsLines = true
            label.widthInCharacters = 5
            label.xAlign = 0
        }
        let (first, second, height) = try frames(width: 60)
        #expect(second.x == 0 && second.y >= first.y + first.height)
        #expect(Int(second.y + second.height) == height)
        #expect(first.height > second.height, "It wraps.")
    }

    @Test func `The second is below where lines aren't to be shared`() throws {
        #expect(box.allowsLine)
        box.allowsLine = false
        let (first, second, _) = try frames(width: 400)
        #expect(second.y >= first.height)
        box.allowsLine = true
        #expect(box.allowsLine)
    }
}
