import GLibSupport
import Localization
import TchatPresentation

/// What the machine answered: the main figure large, the others below it with small bars, and the last minutes as a plot.
final class CardView {
    let widget: Clamp
    private let icon = Image(icon: "computer-symbolic")
    private let title = Label()
    private let time = Label()
    private let askedBy = Label()
    private let headline = Label()
    private let text = Label()
    private let fields = Box(.vertical, spacing: 6)
    private var fieldViews: [FieldView] = []
    private let status = Box(.horizontal, spacing: 6)
    private let statusText = Label()
    private let discardButton = Button(tr("Discard"))
    private var delivery: DeliveryIcon?
    private let body = Box(.vertical, spacing: 3)
    /// Only in cards that once had one.
    private var plotView: PlotView?

    /// An empty card.
    ///
    /// - Parameter discard: What the button does that stands under a question that was refused.
    init(discard: @escaping Handler) {
        body.addClass("card")
        body.addClass("answer")
        widget = Clamp(body, maximumSize: 440)
        widget.tighteningThreshold = 440
        widget.horizontalAlign = .start

        let header = Box(.horizontal, spacing: 8, [icon, title, time])
        icon.addClass("dim-label")
        title.addClass("heading")
        title.xAlign = 0
        title.ellipsis = .end
        title.expandsHorizontally = true
        time.addClass("caption")
        time.addClass("numeric")
        time.addClass("dim-label")
        body.append(header)

        addLine(askedBy, classes: ["caption", "dim-label"])
        addLine(headline, classes: ["title-2", "numeric", "headline"])
        headline.isSelectable = true
        addLine(text, classes: [])
        text.isSelectable = true
        fields.addClass("fields")
        body.append(fields)

        addLine(statusText, classes: ["dim-label"], to: status)
        statusText.expandsHorizontally = true
        discardButton.addClass("small-button")
        discardButton.verticalAlign = .center
        discardButton.onClicked(discard)
        status.append(discardButton)
        body.append(status)
    }

    private func addLine(_ label: Label, classes: [String], to box: Box? = nil) {
        for name in classes { label.addClass(name) }
        label.xAlign = 0
        label.wraps = true
        label.fillsLines = true
        label.maximumWidthInCharacters = 48
        (box ?? body).append(label)
    }

    func show(_ card: Card) {
        icon.iconName = card.item.iconName
        title.text = card.title
        time.text = card.time
        show(card.askedBy, in: askedBy)
        show(card.headline, in: headline)
        show(card.headline == nil && card.fields.isEmpty ? card.text : nil, in: text)
        showFields(card.fields)
        showPlot(card.plot)
        showStatus(card)
    }

    /// What is marked in the card, if the user marked something.
    var selectedText: String? { headline.selectedText ?? text.selectedText }

    private func show(_ words: String?, in label: Label) {
        label.isVisible = words != nil
        if let words, words != label.text { label.text = words }
    }

    private func showFields(_ list: [Card.Field]) {
        while fieldViews.count < list.count {
            let view = FieldView()
            fields.append(view.widget)
            fieldViews.append(view)
        }
        for (index, view) in fieldViews.enumerated() {
            view.widget.isVisible = index < list.count
            if index < list.count { view.show(list[index]) }
        }
        fields.isVisible = !list.isEmpty
    }

    private func showPlot(_ plot: Plot?) {
        if plotView == nil, plot != nil {
            let view = PlotView()
            view.isInteractive = false
            view.widget.setSizeRequest(height: 72)
            view.widget.addClass("card-plot")
            body.insert(view.widget, after: fields)
            plotView = view
        }
        plotView?.widget.isVisible = plot != nil
        if plotView?.plot != plot { plotView?.plot = plot }
    }

    private func showStatus(_ card: Card) {
        // A question that is answered has no mark any more.
        let isAwaited = card.headline == nil && card.fields.isEmpty && card.text == nil
        status.isVisible = isAwaited
        guard isAwaited else { return }
        var isRefused = false
        switch card.mark {
        case .waiting?: statusText.text = card.mark?.text ?? ""
        case .refused?:
            statusText.text = card.mark?.text ?? ""
            isRefused = true
        default: statusText.text = tr("asking…")
        }
        statusText.setClass("error", isRefused)
        statusText.setClass("dim-label", !isRefused)
        discardButton.isVisible = isRefused
        showDelivery(card.mark)
    }

    private func showDelivery(_ mark: DeliveryMark?) {
        let shown = mark ?? .sent
        if let delivery {
            delivery.mark = shown
        } else {
            let icon = DeliveryIcon(shown)
            icon.widget.addClass("dim-label")
            status.prepend(icon.widget)
            delivery = icon
        }
    }
}

/// One figure of a card, with a bar below it where it is a share.
private final class FieldView {
    let widget = Box(.vertical, spacing: 3)
    private let label = Label()
    private let value = Label()
    private var meter: Meter?

    init() {
        label.addClass("dim-label")
        label.xAlign = 0
        label.ellipsis = .middle
        label.expandsHorizontally = true
        value.addClass("numeric")
        value.xAlign = 1
        value.wraps = true
        value.justification = .end
        widget.append(Box(.horizontal, spacing: 12, [label, value]))
    }

    func show(_ field: Card.Field) {
        label.text = field.label
        value.text = field.value
        if meter == nil, field.fraction != nil {
            let bar = Meter()
            widget.append(bar.widget)
            meter = bar
        }
        meter?.widget.isVisible = field.fraction != nil
        if let fraction = field.fraction { meter?.fraction = fraction }
    }
}
