import GLibSupport
import Localization
import TchatPresentation

/// What the machine answered: the main figure large, the others below it with small bars, and the last minutes as a plot.
final class CardView {
    let widget = Grid()
    private let icon = Image(icon: "computer-symbolic")
    private let title = Label()
    private let time = Label()
    private let askedBy = MessageText(maximum: 48, classes: ["caption", "dim-label"])
    private let headline = MessageText(maximum: 48, classes: ["title-2", "numeric", "headline"])
    private let text = MessageText(maximum: 48)
    private let fields = Box.inRow(.vertical, spacing: 6)
    private var fieldViews: [FieldView] = []
    private let status = Grid(columnSpacing: 6)
    private let statusText = MessageText(maximum: 40)
    private let discardButton = Button(tr("Discard"))
    private var delivery: DeliveryIcon?
    private let body = Box.inRow(.vertical, spacing: 3)
    /// Only in cards that once had one.
    private var plotView: PlotView?

    /// An empty card.
    ///
    /// - Parameter discard: What the button does that stands under a question that was refused.
    init(discard: @escaping Handler) {
        body.addClass("card")
        body.addClass("answer")
        body.setSizeRequest(width: 300)
        // What is in it takes what is left over inside, but it doesn't outside.
        body.expandsHorizontally = false
        let space = Box.inRow(.horizontal)
        space.expandsHorizontally = true
        widget.attach(body, column: 0, row: 0)
        widget.attach(space, column: 1, row: 0)

        let header = Box.inRow(.horizontal, spacing: 8, [icon, title, time])
        icon.addClass("dim-label")
        title.addClass("heading")
        title.xAlign = 0
        title.ellipsis = .end
        title.expandsHorizontally = true
        time.addClass("caption")
        time.addClass("numeric")
        time.addClass("dim-label")
        body.append(header)

        headline.widget.isSelectable = true
        text.widget.isSelectable = true
        for line in [askedBy, headline, text] { body.append(line.widget) }
        fields.addClass("fields")
        body.append(fields)

        statusText.widget.expandsHorizontally = true
        discardButton.addClass("small-button")
        discardButton.verticalAlign = .center
        discardButton.onClicked(discard)
        status.attach(statusText.widget, column: 1, row: 0)
        status.attach(discardButton, column: 2, row: 0)
        body.append(status)
    }

    func show(_ card: Card) {
        icon.iconName = card.item.iconName
        title.text = card.title
        time.text = card.time
        show(card.askedBy, in: askedBy)
        show(card.headline, in: headline)
        show(card.fields.isEmpty ? card.text : nil, in: text)
        showFields(card.fields)
        showPlot(card.plot)
        showStatus(card)
    }

    /// What is marked in the card, if the user marked something.
    var selectedText: String? { headline.widget.selectedText ?? text.widget.selectedText }

    private func show(_ words: String?, in line: MessageText) {
        line.widget.isVisible = words != nil
        if let words { line.text = words }
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
        statusText.widget.setClass("error", isRefused)
        statusText.widget.setClass("dim-label", !isRefused)
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
            status.attach(icon.widget, column: 0, row: 0)
            delivery = icon
        }
    }
}

/// One figure of a card, with a bar below it where it is a share.
private final class FieldView {
    let widget = Box.inRow(.vertical, spacing: 3)
    private let label = MessageText(maximum: 48, unbroken: 12, classes: ["dim-label"])
    private let value = MessageText(maximum: 48, unbroken: 12, classes: ["numeric"])
    private var meter: Meter?

    init() {
        widget.append(PairBox(label.widget, value.widget))
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
