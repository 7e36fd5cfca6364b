import GLibSupport
import Localization
import TchatPresentation

/// A line of time: the last minutes of a machine, drawn.
///
/// For screen readers it is a picture with the plot's title as its name and its state as its description. The name stays, and
/// the description follows only now and then, so that nobody is told of each second; it is as new as can be when the plot
/// gets the focus, and is the readout while there is one.
final class PlotView {
    /// What is shown.
    let widget: Widget

    let area = DrawingArea(role: .image)
    let maximumLabel = Label()
    private let spanLabel = Label(role: .presentation)
    private let legend = Box(.horizontal, spacing: 6, role: .presentation)
    let readoutLabel = Label(role: .presentation)
    private var painter = PlotPainter()
    private var change = PlotChange()
    /// What was said to screen readers last.
    private(set) var description: String?
    /// How many plots came since.
    private var plotsSinceDescription = 0
    /// The time that is read out, in seconds before the newest.
    private(set) var readoutSeconds: Int?

    /// Begins without a plot.
    ///
    /// - Parameter value: What stands above it at the start, in the line of the maximum.
    init(below value: Widget? = nil) {
        let overlay = Overlay(area)
        overlay.addOverlay(readoutLabel)
        // Above the lines, not over them: they may be anywhere up to it.
        let header = Box(.horizontal, spacing: 12, [value, maximumLabel].compactMap(\.self))
        let footer = Box(.horizontal, spacing: 12, role: .presentation, [spanLabel, legend])
        widget = Box(.vertical, spacing: 2, [header, overlay, footer])
        widget.addClass("plot")

        area.setContentSize(width: 96, height: 72)
        area.addClass("plot-area")
        area.onDraw { [weak self] canvas in self?.draw(on: canvas) }
        area.connect("resize") { [weak self] in
            // Not while all is being laid out.
            MainLoop.idle(priority: .beforeDrawing) { self?.onResize?() }
        }
        for label in [maximumLabel, spanLabel] {
            for style in ["caption", "dim-label", "numeric"] { label.addClass(style) }
        }
        value?.expandsHorizontally = true
        maximumLabel.expandsHorizontally = value == nil
        maximumLabel.xAlign = 1
        maximumLabel.yAlign = 1
        spanLabel.expandsHorizontally = true
        spanLabel.xAlign = 0
        readoutLabel.addClass("plot-readout")
        readoutLabel.addClass("caption")
        readoutLabel.addClass("numeric")
        readoutLabel.wraps = true
        readoutLabel.verticalAlign = .start
        readoutLabel.canTarget = false
        readoutLabel.isVisible = false

        area.isFocusable = true
        area.onPointer(
            entered: { [weak self] x, _ in self?.point(at: x) },
            left: { [weak self] in self?.readOut(nil) },
            moved: { [weak self] x, _ in self?.point(at: x) }
        )
        area.onKeyPressed { [weak self] key, held in held.isEmpty && self?.press(key) == true }
        area.onFocus(entered: { [weak self] in self?.describe() }, left: { [weak self] in self?.readOut(nil) })
    }

    /// What is drawn.
    var plot: Plot? {
        didSet { if plot != oldValue { follow(oldValue) } }
    }

    /// Called when it has got another size.
    var onResize: (() -> Void)?

    /// Whether single values can be read, with the pointer and the keyboard.
    var isInteractive = true {
        didSet {
            area.isFocusable = isInteractive
            if !isInteractive { readOut(nil) }
        }
    }

    /// What stands in the plot about the time that is pointed at; nothing when none is.
    var readoutText: String? {
        guard let plot, let readoutSeconds else { return nil }
        return plot.readout(secondsAgo: readoutSeconds) ?? tr("Nothing measured")
    }

    private func geometry(width: Double, height: Double) -> PlotGeometry {
        // Room for half of a line's width at the edges, and for the line on which all stands.
        PlotGeometry(
            left: 1,
            top: 1,
            width: max(width - 3, 0),
            height: max(height - 2, 0),
            spanSeconds: plot?.spanSeconds ?? 0,
            maximum: plot?.maximum ?? 0
        )
    }

    private var geometry: PlotGeometry { geometry(width: Double(area.width), height: Double(area.height)) }

    private func follow(_ last: Plot?) {
        if plot?.title != last?.title { area.setAccessibleLabel(plot?.title ?? "") }
        if plot?.maximumText != last?.maximumText { maximumLabel.text = plot?.maximumText ?? "" }
        if plot?.spanSeconds != last?.spanSeconds {
            spanLabel.text = plot.map { Quantity.duration(seconds: Double($0.spanSeconds)) } ?? ""
        }
        if plot?.series.map(\.name) != last?.series.map(\.name) { fillLegend() }
        plotsSinceDescription += 1
        if plot?.id != last?.id || (plotsSinceDescription >= 10 && !area.hasFocus) { describe() }
        guard let plot else {
            readOut(nil)
            area.redraw()
            return
        }
        if readoutSeconds != nil {
            showReadout()
        } else if change.isVisible(plot, in: geometry) {
            area.redraw()
        }
    }

    /// Names the main lines where there are several.
    private func fillLegend() {
        legend.removeAll()
        let main = plot?.series.filter { $0.style != .background } ?? []
        guard main.count > 1 else { return }
        for series in main {
            let dot = Label("●", role: .presentation)
            dot.addClass("caption")
            dot.addClass(series.style == .primary ? "plot-primary" : "plot-secondary")
            let name = Label(series.name, role: .presentation)
            name.addClass("caption")
            name.addClass("dim-label")
            name.ellipsis = .end
            legend.append(Box(.horizontal, spacing: 3, role: .presentation, [dot, name]))
        }
    }

    private func describe() {
        plotsSinceDescription = 0
        let text = readoutText ?? plot?.accessibleText ?? ""
        guard text != description else { return }
        description = text
        area.setAccessibleDescription(text)
    }

    private func point(at x: Double) {
        guard isInteractive, plot != nil else { return }
        readOut(geometry.secondsAgo(x: x))
    }

    func press(_ key: Key) -> Bool {
        guard isInteractive, let plot else { return false }
        // As far as a finger that stays on the key gets in a moment.
        let step = max(plot.spanSeconds / 60, 1)
        let oldest = max(plot.spanSeconds - 1, 0)
        switch key {
        case .left: readOut(readoutSeconds.map { min($0 + step, oldest) } ?? 0)
        case .right: readOut(readoutSeconds.map { max($0 - step, 0) } ?? 0)
        case .home: readOut(oldest)
        case .end: readOut(0)
        case .escape where readoutSeconds != nil: readOut(nil)
        default: return false
        }
        return true
    }

    private func readOut(_ seconds: Int?) {
        guard seconds != readoutSeconds else { return }
        readoutSeconds = seconds
        showReadout()
        if area.hasFocus { describe() }
    }

    private func showReadout() {
        let text = readoutText
        readoutLabel.isVisible = text != nil
        if let text, let readoutSeconds {
            if readoutLabel.text != text { readoutLabel.text = text }
            // On the side on which the line isn't.
            let isOld = geometry.x(secondsAgo: readoutSeconds) < geometry.left + geometry.width / 2
            readoutLabel.horizontalAlign = isOld ? .end : .start
        }
        area.redraw()
    }

    private func draw(on canvas: Canvas) {
        let geometry = geometry(width: canvas.width, height: canvas.height)
        let palette = PlotPainter.Palette(canvas.widget)
        painter.grid(on: canvas, in: geometry, palette)
        change.didDraw(plot)
        guard let plot else { return }
        // From the background to the front.
        for style in [Plot.Series.Style.background, .secondary, .primary] {
            for series in plot.series where series.style == style {
                painter.series(series.values, style, on: canvas, in: geometry, palette)
            }
        }
        if let readoutSeconds {
            painter.mark(secondsAgo: readoutSeconds, of: plot, on: canvas, in: geometry, palette)
        }
    }
}
