import Testing
import TchatPresentation

@testable import TchatDesktop

nonisolated struct PlotChangeTests {
    /// A second is a third of a pixel wide.
    private let geometry = PlotGeometry(width: 33, height: 50, spanSeconds: 100, maximum: 100)

    /// Which of the plots that follow one another have to be drawn, if the first was.
    private func visible(_ plots: Plot..., in geometry: PlotGeometry? = nil) -> [Bool] {
        var change = PlotChange()
        change.didDraw(plots[0])
        return plots.dropFirst().map { change.isVisible($0, in: geometry ?? self.geometry) }
    }

    @Test func `The first plot is drawn`() {
        var change = PlotChange()
        let isVisible = change.isVisible(.sample([1]), in: geometry)
        #expect(isVisible)
    }

    @Test func `A line is drawn when it has moved by a pixel`() {
        let plots = (2...5).map { Plot.sample([Double](repeating: 1, count: $0)) }
        #expect(visible(plots[0], plots[1], plots[2], plots[3]) == [false, false, true])
    }

    @Test func `A line is drawn each second where seconds are that wide`() {
        let wide = PlotGeometry(width: 100, height: 50, spanSeconds: 100, maximum: 100)
        #expect(visible(.sample([1]), .sample([1, 1]), in: wide) == [true])
    }

    @Test(arguments: [
        // A little, a jump, and nothing more measured.
        (Plot.sample([1, 9]), false),
        (.sample([1, 12]), true),
        (.sample([1, nil]), true),
        (.sample([1, 1], maximum: 50), true),
        (.sample([1, 1], id: .memory), true),
        (.sample([1, 1], sent: [1, 1]), true),
        // What was measured before came late.
        (.sample([5, 5, 5, 1, 1]), true),
        (.sample([Double](repeating: 3, count: 99) + [1]), true),
    ])
    func `What is seen at once is drawn at once`(next: Plot, isVisible: Bool) {
        #expect(visible(.sample([1]), next) == [isVisible])
    }

    @Test func `A core alone jumps unseen`() {
        #expect(visible(.sample([1], cores: [[5]]), .sample([1, 1], cores: [[5, 90]])) == [false])
    }

    @Test func `Another line jumps as the first does`() {
        #expect(visible(.sample([1], sent: [5]), .sample([1, 1], sent: [5, 90])) == [true])
    }
}
