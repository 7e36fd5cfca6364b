import GLibSupport
import TchatPresentation

/// Figures that belong together, under their title.
final class FigureGroup: KeyedChild {
    /// What is shown.
    let widget: Widget

    let title = Label(role: .heading)
    private let list = ListBox()
    let rows: KeyedChildren<FigureRow>

    init() {
        title.addClass("heading")
        title.wraps = true
        title.xAlign = 0
        title.setAccessibleLevel(3)
        list.addClass("boxed-list")
        list.setLabelled(by: title)
        rows = KeyedChildren(in: list)
        widget = Box(.vertical, spacing: 6, [title, list])
    }

    func show(_ group: InformationModel.Group) {
        if title.text != group.title { title.text = group.title }
        rows.show(group.figures)
        for row in rows.children { row.warnsWhenFull = group.id == .disks }
    }
}
