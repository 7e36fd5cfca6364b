import GLibSupport
import TchatPresentation

/// How far a message has come, as a small picture: a clock, one tick, two ticks, two ticks in the accent's colour.
///
/// Drawn here, as no icon theme has two ticks. The words are said by the row.
final class DeliveryIcon {
    let widget = DrawingArea(role: .presentation)

    var mark: DeliveryMark {
        didSet {
            guard mark != oldValue else { return }
            showMark()
        }
    }

    init(_ mark: DeliveryMark) {
        self.mark = mark
        widget.addClass("delivery")
        widget.verticalAlign = .center
        widget.onDraw { [weak self] canvas in self?.draw(on: canvas) }
        showMark()
    }

    private func showMark() {
        widget.setClass("read", mark == .read)
        widget.setClass("refused", isRefused)
        widget.tooltip = mark.text
        widget.redraw()
    }

    private var isRefused: Bool {
        if case .refused = mark { true } else { false }
    }

    /// The size that the lines below are drawn for; the style gives it in proportion to the text.
    private static let height = 12.0

    private func draw(on canvas: Canvas) {
        let unit = canvas.height / Self.height
        canvas.setColor(canvas.widget.foregroundColor)
        canvas.setLineWidth(1.6 * unit)
        canvas.setRound()
        for line in lines {
            canvas.polyline(line.map { ($0 * unit, $1 * unit) })
            canvas.stroke()
        }
        guard mark == .waiting else { return }
        canvas.circle(x: 11 * unit, y: 6 * unit, radius: 4.7 * unit)
        canvas.stroke()
    }

    /// What is drawn, each line from point to point.
    private var lines: [[(Double, Double)]] {
        switch mark {
        case .waiting: [[(11, 3.4), (11, 6.2), (13, 7.2)]]
        case .sent: [[(5, 6.8), (8.4, 10.2), (15, 2.6)]]
        // The second stands behind the first.
        case .delivered, .read: [[(1, 6.8), (4.4, 10.2), (11, 2.6)], [(8.6, 9.4), (9.4, 10.2), (16, 2.6)]]
        case .refused: [[(11, 2), (11, 7)], [(11, 10), (11, 10.1)]]
        }
    }
}
