import GLibSupport
import TchatPresentation

/// A line of time with its title, its newest value and what there is to know about it.
final class PlotCard: KeyedChild {
    /// What is shown.
    let widget: Widget

    private let title = Label(role: .heading)
    private let detail = Label()
    private let value = Label()
    private let view = PlotView()
    /// The room that the value has had, in a width.
    private var valueRoom = (width: 0, height: 0)

    init() {
        title.addClass("heading")
        title.xAlign = 0
        title.verticalAlign = .start
        title.setAccessibleLevel(3)
        for style in ["caption", "dim-label", "numeric"] { detail.addClass(style) }
        detail.wraps = true
        detail.fillsLines = true
        detail.maximumWidthInCharacters = 16
        detail.xAlign = 1
        detail.justification = .end
        detail.expandsHorizontally = true
        value.addClass("numeric")
        value.wraps = true
        value.fillsLines = true
        value.maximumWidthInCharacters = 30
        value.xAlign = 0
        let column = Box(.vertical, spacing: 2, [Box(.horizontal, spacing: 12, [title, detail]), value, view.widget])
        column.addClass("card")
        column.addClass("plot-card")
        view.widget.margins = Margins(top: 4)
        widget = column
    }

    func show(_ plot: Plot) {
        guard plot != view.plot else { return }
        if title.text != plot.title { title.text = plot.title }
        // A dash keeps the place.
        let valueText = plot.valueText ?? "–"
        if value.text != valueText {
            keepValueRoom()
            value.text = valueText
        }
        if detail.text != plot.detailText ?? "" { detail.text = plot.detailText ?? "" }
        view.plot = plot
    }

    /// Keeps the lines that the value once needed, so that nothing below jumps when it is short again.
    private func keepValueRoom() {
        let (width, height) = (value.width, value.height)
        if width != valueRoom.width {
            valueRoom = (width, 0)
            value.setSizeRequest()
        } else if height > valueRoom.height {
            valueRoom.height = height
            value.setSizeRequest(height: height)
        }
    }
}
