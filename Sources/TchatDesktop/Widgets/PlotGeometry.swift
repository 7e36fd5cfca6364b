/// Where the values of a line of time stand in the rectangle that they are drawn in: the newest at its right edge, the
/// maximum at its upper one.
nonisolated struct PlotGeometry: Equatable {
    /// A place in the rectangle's own coordinates.
    struct Point: Equatable {
        var x: Double
        var y: Double
    }

    /// The left edge.
    var left = 0.0
    /// The upper edge.
    var top = 0.0
    /// How wide the rectangle is.
    var width: Double
    /// How high the rectangle is.
    var height: Double
    /// How many seconds fit, one value for each.
    var spanSeconds: Int
    /// The value at the upper edge; 0 stands at the lower one.
    var maximum: Double

    /// The right edge, where the newest values stand.
    var right: Double { left + width }
    /// The lower edge, where nothing is 0.
    var bottom: Double { top + height }

    /// How far a second is from the next.
    private var step: Double { width / Double(max(spanSeconds - 1, 1)) }

    /// Where a time stands.
    func x(secondsAgo: Int) -> Double {
        right - Double(secondsAgo) * step
    }

    /// Where a value stands; what is beyond an edge stands on it.
    func y(_ value: Double) -> Double {
        guard maximum > 0, value.isFinite else { return bottom }
        return bottom - min(max(value / maximum, 0), 1) * height
    }

    /// Which time stands at a place; a place beyond an edge has the time of the edge.
    func secondsAgo(x: Double) -> Int {
        guard step > 0 else { return 0 }
        let seconds = ((right - x) / step).rounded()
        return Int(min(max(seconds, 0), Double(max(spanSeconds - 1, 0))))
    }

    /// The value of a time; nil where there is none.
    static func value(of values: [Double?], secondsAgo: Int) -> Double? {
        let index = values.count - 1 - secondsAgo
        guard secondsAgo >= 0, index >= 0, let value = values[index], value.isFinite else { return nil }
        return value
    }

    /// The times that quiet lines mark: a few round ones, none at an edge.
    var markedSeconds: [Int] {
        // 5 s, 10 s, 15 s, 30 s, then the same of minutes, then hours.
        let steps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600]
        guard let step = steps.first(where: { spanSeconds / $0 <= 4 }) else { return [] }
        return Array(stride(from: step, to: spanSeconds, by: step))
    }
}

/// The corners of a line through values, no more of them than can be told apart.
///
/// It is used again and again, so that drawing asks for no memory.
nonisolated struct PlotLine {
    /// The corners, from the oldest to the newest.
    private(set) var points: [PlotGeometry.Point] = []
    /// The unbroken parts of the line: between them nothing was measured.
    private(set) var parts: [Range<Int>] = []

    /// Begins without a line.
    init() {}

    /// Follows the values, of which the last is the newest.
    ///
    /// Where several values share a column of that width, the line goes through the smallest and the largest of them, each
    /// in its own place: no peak is lost.
    mutating func follow(_ values: [Double?], in geometry: PlotGeometry, columnWidth: Double = 1) {
        points.removeAll(keepingCapacity: true)
        parts.removeAll(keepingCapacity: true)
        var column = Column()
        var start = 0
        for index in max(values.count - max(geometry.spanSeconds, 0), 0)..<values.count {
            guard let value = values[index], value.isFinite else {
                end(&column, &start)
                continue
            }
            let x = geometry.x(secondsAgo: values.count - 1 - index)
            let point = PlotGeometry.Point(x: x, y: geometry.y(value))
            let number = Int((x / columnWidth).rounded(.down))
            if column.isEmpty || column.number != number {
                flush(&column)
                column = Column(number: number, first: point)
            } else {
                column.take(point)
            }
        }
        end(&column, &start)
    }

    private mutating func flush(_ column: inout Column) {
        guard !column.isEmpty else { return }
        let (low, high) = (column.low, column.high)
        points.append(low.x <= high.x ? low : high)
        if low != high { points.append(low.x <= high.x ? high : low) }
        column = Column()
    }

    private mutating func end(_ column: inout Column, _ start: inout Int) {
        flush(&column)
        if points.count > start { parts.append(start..<points.count) }
        start = points.count
    }

    /// The values that share a column, as far as they matter.
    private struct Column {
        var number = 0
        var isEmpty = true
        var low = PlotGeometry.Point(x: 0, y: 0)
        var high = PlotGeometry.Point(x: 0, y: 0)

        init() {}

        init(number: Int, first: PlotGeometry.Point) {
            self.number = number
            isEmpty = false
            low = first
            high = first
        }

        mutating func take(_ point: PlotGeometry.Point) {
            // The same height again, in a place of its own, is worth nothing.
            if point.y > low.y { low = point }
            if point.y < high.y { high = point }
        }
    }
}
