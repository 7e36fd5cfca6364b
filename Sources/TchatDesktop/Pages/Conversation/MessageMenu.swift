import GLibSupport
import Localization

/// The menu of a message.
final class MessageMenu {
    private let actions = ActionGroup()
    private let popover = PopoverMenu(Menu([Menu.Item]()))
    private var copy: Handler?
    private var discard: Handler?

    /// A menu that opens over a widget, closed at first.
    init(over widget: Widget) {
        actions.addAction("copy") { [weak self] in self?.copy?() }
        actions.addAction("discard") { [weak self] in self?.discard?() }
        widget.insertActions(actions, as: "message")
        popover.attach(to: widget)
        popover.hasArrow = false
        popover.horizontalAlign = .start
    }

    /// Opens it at a point of the widget.
    ///
    /// - Parameter discard: Forgets the message; nil where that isn't possible.
    func open(x: Double, y: Double, copy: @escaping Handler, discard: Handler?) {
        self.copy = copy
        self.discard = discard
        var items = [Menu.Item(tr("Copy Text"), action: "message.copy")]
        if discard != nil { items.append(Menu.Item(tr("Discard"), action: "message.discard")) }
        popover.setMenu(Menu(items))
        popover.open(x: x, y: y)
    }
}
