import GLibSupport
import TchatPresentation

/// The last minute of a share from 0 to 100, as small as a word.
///
/// It is for the eyes only: who shows it says the share in words beside it.
final class Sparkline {
    /// What is shown.
    let widget: Widget

    private let area = DrawingArea(role: .presentation)
    private var painter = PlotPainter()

    /// Begins without values.
    init() {
        widget = area
        area.setContentSize(width: 64, height: 20)
        area.verticalAlign = .center
        area.canTarget = false
        area.addClass("sparkline")
        area.onDraw { [weak self] canvas in self?.draw(on: canvas) }
    }

    /// One value for each second, the newest last; nil where none was measured.
    var values: [Double?] = [] {
        didSet { if values != oldValue { area.redraw() } }
    }

    private func draw(on canvas: Canvas) {
        let geometry = PlotGeometry(
            left: 1,
            top: 1,
            width: max(canvas.width - 2, 0),
            height: max(canvas.height - 2, 0),
            spanSeconds: 60,
            maximum: 100
        )
        var palette = PlotPainter.Palette(canvas.widget)
        // In the colour of the text around it, which is another where the row is selected.
        palette.primary = palette.text.faded(palette.isHighContrast ? 1 : 0.6)
        painter.series(values, .primary, on: canvas, in: geometry, palette)
    }
}
