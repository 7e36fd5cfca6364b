import GLibSupport
import TchatPresentation

/// A line of time with its title, its newest value and what there is to know about it.
final class PlotCard: KeyedChild {
    /// What is shown.
    let widget: Widget

    let title = Label(role: .heading)
    let detail = Label()
    let value = Inscription(characters: 4...30)
    let view: PlotView
    /// The width in which the value has its lines, and the longest text they were counted for.
    private var fitted = (width: 0, characters: 0)

    init() {
        view = PlotView(below: value)
        title.addClass("heading")
        title.xAlign = 0
        for label in [title, detail] { label.verticalAlign = .baseline }
        title.setAccessibleLevel(3)
        for style in ["caption", "dim-label", "numeric"] { detail.addClass(style) }
        detail.wraps = true
        detail.fillsLines = true
        detail.maximumWidthInCharacters = 16
        detail.xAlign = 1
        detail.justification = .end
        detail.expandsHorizontally = true
        value.addClass("numeric")
        value.xAlign = 0
        let column = Box(.vertical, spacing: 2, [Box(.horizontal, spacing: 12, [title, detail]), view.widget])
        column.addClass("card")
        column.addClass("plot-card")
        widget = column
        view.onResize = { [weak self] in self?.fitValue() }
    }

    func show(_ plot: Plot) {
        guard plot != view.plot else { return }
        if title.text != plot.title { title.text = plot.title }
        // A dash keeps the place.
        let valueText = plot.valueText ?? "–"
        if value.text != valueText {
            value.text = valueText
            fitValue()
        }
        if detail.text != plot.detailText ?? "" { detail.text = plot.detailText ?? "" }
        view.plot = plot
    }

    /// Gives the value another line where it doesn't fit, and leaves it that, so that nothing below moves to and fro.
    private func fitValue() {
        let (text, width) = (value.text, value.width)
        guard width > 0 else { return }
        if width != fitted.width {
            fitted = (width, 0)
            value.lines = 1
        }
        // With figures of one width, what isn't longer isn't wider either.
        guard text.count > fitted.characters else { return }
        fitted.characters = text.count
        value.lines = max(value.lines, value.lines(for: text, in: width))
    }
}
