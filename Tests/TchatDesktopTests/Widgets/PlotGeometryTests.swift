import Testing

@testable import TchatDesktop

nonisolated struct PlotGeometryTests {
    private let geometry = PlotGeometry(left: 10, top: 20, width: 100, height: 50, spanSeconds: 101, maximum: 200)

    @Test func `The newest value stands at the end and the oldest at the beginning`() {
        #expect(geometry.x(secondsAgo: 0) == 110)
        #expect(geometry.x(secondsAgo: 25) == 85)
        #expect(geometry.x(secondsAgo: 100) == 10)
    }

    @Test(arguments: [(0, 70), (50, 57.5), (200, 20), (-1, 70), (1000, 20), (.infinity, 70), (.nan, 70)])
    func `A value stands between the lower edge and the upper one`(value: Double, y: Double) {
        #expect(geometry.y(value) == y)
    }

    @Test(arguments: [0, -5, Double.nan])
    func `Without a maximum everything stands at the lower edge`(maximum: Double) {
        var geometry = geometry
        geometry.maximum = maximum
        #expect(geometry.y(7) == 70)
    }

    @Test(arguments: [(110, 0), (109.4, 1), (60, 50), (10, 100), (-40, 100), (400, 0)])
    func `A place has the nearest time`(x: Double, secondsAgo: Int) {
        #expect(geometry.secondsAgo(x: x) == secondsAgo)
    }

    @Test func `A rectangle without room has the newest time`() {
        #expect(PlotGeometry(width: 0, height: 0, spanSeconds: 900, maximum: 1).secondsAgo(x: 12) == 0)
        #expect(PlotGeometry(width: 10, height: 10, spanSeconds: 0, maximum: 1).secondsAgo(x: 2) == 0)
    }

    @Test(arguments: [(0, 3), (1, nil), (2, 1), (3, nil), (-1, nil)])
    func `Values are found by their age`(secondsAgo: Int, value: Double?) {
        #expect(PlotGeometry.value(of: [1, nil, 3], secondsAgo: secondsAgo) == value)
    }

    @Test func `What is no number is no value`() {
        #expect(PlotGeometry.value(of: [.nan], secondsAgo: 0) == nil)
    }

    @Test(arguments: [(900, [300, 600]), (60, [15, 30, 45]), (3600, [900, 1800, 2700]), (3, []), (0, [])])
    func `Quiet lines mark a few round times`(span: Int, marked: [Int]) {
        var geometry = geometry
        geometry.spanSeconds = span
        #expect(geometry.markedSeconds == marked)
    }
}

nonisolated struct PlotLineTests {
    typealias Point = PlotGeometry.Point

    /// A second is ten pixels wide, a unit one pixel high.
    private let wide = PlotGeometry(width: 40, height: 10, spanSeconds: 5, maximum: 10)

    private func line(_ values: [Double?], in geometry: PlotGeometry) -> PlotLine {
        var line = PlotLine()
        line.follow(values, in: geometry)
        return line
    }

    @Test func `Goes through all values where there is room`() {
        let line = line([1, 2, 3, 4, 5], in: wide)
        #expect(line.points == (0..<5).map { Point(x: Double($0) * 10, y: 9 - Double($0)) })
        #expect(line.parts == [0..<5])
    }

    @Test func `Fewer values than fit stand at the end`() {
        #expect(line([1, 2], in: wide).points == [Point(x: 30, y: 9), Point(x: 40, y: 8)])
    }

    @Test func `More values than fit lose the oldest`() {
        #expect(line([9, 9, 1, 2, 3, 4, 5], in: wide).points.map(\.x) == [0, 10, 20, 30, 40])
    }

    @Test func `Is broken where nothing was measured`() {
        let line = line([1, nil, 3, .nan, 5], in: wide)
        #expect(line.points.map(\.x) == [0, 20, 40])
        #expect(line.parts == [0..<1, 1..<2, 2..<3])
        #expect(self.line([nil, nil], in: wide).parts.isEmpty)
        #expect(self.line([], in: wide).parts.isEmpty)
    }

    @Test func `Keeps the peaks of values that share a column`() {
        // Ten values to a pixel.
        let narrow = PlotGeometry(width: 10, height: 100, spanSeconds: 101, maximum: 100)
        var values = [Double?](repeating: 20, count: 101)
        values[33] = 90
        values[37] = 5
        let line = line(values, in: narrow)
        #expect(line.points.contains(Point(x: narrow.x(secondsAgo: 67), y: 10)))
        #expect(line.points.map(\.y).max() == 95)
        #expect(line.points.count <= 22)
        #expect(zip(line.points, line.points.dropFirst()).allSatisfy { $0.x < $1.x })
        #expect(line.parts == [0..<line.points.count])
    }

    @Test func `A gap ends a column`() {
        let narrow = PlotGeometry(width: 1, height: 10, spanSeconds: 11, maximum: 10)
        let line = line([2, 4, nil, 6, 8], in: narrow)
        #expect(line.parts.count == 2)
        #expect(line.points.map(\.y) == [8, 6, 4, 2])
    }

    @Test func `Is used again without what was there`() {
        var line = PlotLine()
        line.follow([1, nil, 3, 4, 5], in: wide)
        line.follow([7], in: wide)
        #expect(line.points == [Point(x: 40, y: 3)])
        #expect(line.parts == [0..<1])
    }
}
