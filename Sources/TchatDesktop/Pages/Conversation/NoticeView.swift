import GLibSupport
import TchatPresentation

/// Something that happened, as a quiet line.
final class NoticeView {
    let widget = Grid(columnSpacing: 6)
    private let icon = Image(icon: "dialog-information-symbolic")
    private let text = MessageText(classes: ["caption"])
    private let time = Label()

    init() {
        widget.addClass("notice")
        icon.verticalAlign = .center
        time.addClass("caption")
        time.addClass("numeric")
        time.addClass("dim-label")
        time.verticalAlign = .center
        for (column, part) in [Box.inRow(.horizontal), icon, text.widget, time, Box.inRow(.horizontal)].enumerated() {
            // The space that is left over stands on both sides.
            part.expandsHorizontally = part is Box
            widget.attach(part, column: column, row: 0)
        }
    }

    func show(_ notice: Notice) {
        icon.iconName = notice.kind.iconName
        widget.setClass("alert", notice.kind == .alert)
        widget.setClass("refusal", notice.kind == .refusal)
        text.text = notice.text
        time.text = notice.time
    }
}
