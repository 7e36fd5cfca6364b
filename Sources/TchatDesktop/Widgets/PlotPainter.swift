import GLibSupport
import TchatPresentation

/// Draws lines of time; it keeps its room from drawing to drawing.
struct PlotPainter {
    /// The colours of the widget that is drawn on, as they are now.
    struct Palette {
        var text: Color
        var primary: Color
        var secondary: Color
        var isHighContrast: Bool

        init(_ widget: Widget) {
            text = widget.foregroundColor
            primary = widget.namedColor("accent_color") ?? text
            // One orange that stands out from light and from dark, and from blue for everybody's eyes.
            secondary = widget.namedColor("orange_4") ?? text
            isHighContrast = StyleManager.shared.isHighContrast
        }

        func color(of style: Plot.Series.Style) -> Color {
            switch style {
            case .primary: primary
            case .secondary: secondary
            case .background: primary.faded(isHighContrast ? 0.5 : 0.3)
            }
        }

        /// How wide the main lines are.
        var lineWidth: Double { isHighContrast ? 2 : 1.5 }
    }

    private var line = PlotLine()

    /// Draws the quiet lines: the maximum and its half, the round times, and the line on which all stands.
    func grid(on canvas: Canvas, in geometry: PlotGeometry, _ palette: Palette) {
        canvas.setLineWidth(1)
        canvas.setColor(palette.text.faded(palette.isHighContrast ? 0.3 : 0.1))
        for height in [geometry.top, geometry.top + geometry.height / 2] {
            canvas.move(0, height.rounded(.down) + 0.5)
            canvas.line(canvas.width, height.rounded(.down) + 0.5)
        }
        for seconds in geometry.markedSeconds {
            let x = geometry.x(secondsAgo: seconds).rounded(.down) + 0.5
            canvas.move(x, geometry.top)
            canvas.line(x, geometry.bottom)
        }
        canvas.stroke()
        canvas.setColor(palette.text.faded(palette.isHighContrast ? 1 : 0.25))
        canvas.move(0, canvas.height - 0.5)
        canvas.line(canvas.width, canvas.height - 0.5)
        canvas.stroke()
    }

    /// Draws one line; the main one with the area below it.
    mutating func series(
        _ values: [Double?],
        _ style: Plot.Series.Style,
        on canvas: Canvas,
        in geometry: PlotGeometry,
        _ palette: Palette
    ) {
        // Thin lines of which there are many needn't have all their corners.
        line.follow(values, in: geometry, columnWidth: style == .background ? 4 : 2)
        let color = palette.color(of: style)
        canvas.setFast()
        if style == .primary {
            canvas.setColor(color.faded(0.2))
            for part in line.parts { area(part, on: canvas, in: geometry) }
            canvas.fill()
        }
        canvas.setColor(color)
        canvas.setLineWidth(style == .background ? 1 : palette.lineWidth)
        for part in line.parts { trace(part, on: canvas) }
        canvas.stroke()
    }

    /// Marks the values of a time: a line from top to bottom, and a dot on each of the main lines.
    func mark(secondsAgo: Int, of plot: Plot, on canvas: Canvas, in geometry: PlotGeometry, _ palette: Palette) {
        let x = geometry.x(secondsAgo: secondsAgo)
        canvas.setLineWidth(1)
        canvas.setColor(palette.text.faded(palette.isHighContrast ? 1 : 0.5))
        canvas.move(x.rounded(.down) + 0.5, geometry.top)
        canvas.line(x.rounded(.down) + 0.5, geometry.bottom)
        canvas.stroke()
        for series in plot.series where series.style != .background {
            guard let value = PlotGeometry.value(of: series.values, secondsAgo: secondsAgo) else { continue }
            canvas.circle(x: x, y: geometry.y(value), radius: 3)
            canvas.setColor(palette.color(of: series.style))
            canvas.fill()
        }
    }

    private func trace(_ part: Range<Int>, on canvas: Canvas) {
        let first = line.points[part.lowerBound]
        canvas.move(first.x, first.y)
        // One value alone between gaps is a short line, or nobody would see it.
        if part.count == 1 { canvas.line(first.x + 1, first.y) }
        for index in part.dropFirst() { canvas.line(line.points[index].x, line.points[index].y) }
    }

    private func area(_ part: Range<Int>, on canvas: Canvas, in geometry: PlotGeometry) {
        canvas.move(line.points[part.lowerBound].x, geometry.bottom)
        for index in part { canvas.line(line.points[index].x, line.points[index].y) }
        canvas.line(line.points[part.upperBound - 1].x, geometry.bottom)
        canvas.close()
    }
}
