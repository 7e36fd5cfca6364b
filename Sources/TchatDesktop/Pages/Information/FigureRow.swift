import GLibSupport
import TchatPresentation

/// One figure: what it is, how much, more about it, and a bar where it is a share.
final class FigureRow: KeyedChild {
    /// What is shown.
    let widget: Widget

    let name = Label()
    let value = Label()
    private let column: Box
    private(set) var detail: Label?
    private(set) var meter: Meter?
    private var shown: InformationModel.Figure?
    /// Whether a full bar is a bad sign.
    var warnsWhenFull = false {
        didSet { meter?.warnsWhenFull = warnsWhenFull }
    }

    init() {
        for label in [name, value] {
            label.wraps = true
            label.fillsLines = true
            label.maximumWidthInCharacters = 18
            label.yAlign = 0
        }
        name.xAlign = 0
        name.addClass("dim-label")
        value.xAlign = 1
        value.justification = .end
        value.expandsHorizontally = true
        value.addClass("numeric")
        column = Box(.vertical, spacing: 4, [Box(.horizontal, spacing: 12, [name, value])])
        let row = ListBoxRow(column)
        row.addClass("figure")
        row.isActivatable = false
        row.isSelectable = false
        row.setLabelled(by: name)
        row.setDescribed(by: value)
        widget = row
    }

    func show(_ figure: InformationModel.Figure) {
        guard figure != shown else { return }
        if figure.label != shown?.label { name.text = figure.label }
        if figure.value != shown?.value { value.text = figure.value }
        showMeter(figure)
        showDetail(figure.detail)
        shown = figure
    }

    private func showMeter(_ figure: InformationModel.Figure) {
        guard let fraction = figure.fraction else {
            if let meter { column.remove(meter.widget) }
            meter = nil
            return
        }
        let meter = self.meter ?? makeMeter()
        meter.label = figure.label
        meter.fraction = fraction
    }

    private func makeMeter() -> Meter {
        let meter = Meter()
        meter.warnsWhenFull = warnsWhenFull
        column.insert(meter.widget, after: column.children.first)
        self.meter = meter
        return meter
    }

    private func showDetail(_ text: String?) {
        guard let text else {
            if let detail { column.remove(detail) }
            detail = nil
            return
        }
        let detail = self.detail ?? makeDetail()
        if detail.text != text { detail.text = text }
    }

    private func makeDetail() -> Label {
        let label = Label()
        for style in ["caption", "dim-label", "numeric"] { label.addClass(style) }
        label.wraps = true
        label.fillsLines = true
        label.maximumWidthInCharacters = 30
        label.xAlign = 0
        column.append(label)
        detail = label
        return label
    }
}
