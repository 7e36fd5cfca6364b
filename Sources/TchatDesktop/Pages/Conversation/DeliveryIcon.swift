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
        widget.setContentSize(width: 17, height: 12)
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

    private func draw(on canvas: Canvas) {
        canvas.setColor(canvas.widget.foregroundColor)
        canvas.setLineWidth(1.6)
        canvas.setRound()
        switch mark {
        case .waiting:
            canvas.circle(x: 11, y: 6, radius: 4.7)
            canvas.move(11, 3.4)
            canvas.line(11, 6.2)
            canvas.line(13, 7.2)
        case .sent:
            addTick(to: canvas, x: 5)
        case .delivered, .read:
            addTick(to: canvas, x: 1)
            // The second stands behind the first.
            canvas.move(8.6, 9.4)
            canvas.line(9.4, 10.2)
            canvas.line(16, 2.6)
        case .refused:
            canvas.move(11, 2)
            canvas.line(11, 7)
            canvas.move(11, 10)
            canvas.line(11, 10.1)
        }
        canvas.stroke()
    }

    private func addTick(to canvas: Canvas, x: Double) {
        canvas.move(x, 6.8)
        canvas.line(x + 3.4, 10.2)
        canvas.line(x + 10, 2.6)
    }
}
