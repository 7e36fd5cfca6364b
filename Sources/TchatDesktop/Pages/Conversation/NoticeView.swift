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
        widget.horizontalAlign = .center
        icon.verticalAlign = .center
        time.addClass("caption")
        time.addClass("numeric")
        time.addClass("dim-label")
        time.verticalAlign = .center
        widget.attach(icon, column: 0, row: 0)
        widget.attach(text.widget, column: 1, row: 0)
        widget.attach(time, column: 2, row: 0)
    }

    func show(_ notice: Notice) {
        icon.iconName = notice.kind.iconName
        widget.setClass("alert", notice.kind == .alert)
        widget.setClass("refusal", notice.kind == .refusal)
        text.text = notice.text
        time.text = notice.time
    }
}
