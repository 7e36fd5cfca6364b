import GLibSupport
import TchatPresentation

/// Something that happened, as a quiet line.
final class NoticeView {
    let widget = Box(.horizontal, spacing: 6)
    private let icon = Image(icon: "dialog-information-symbolic")
    private let text = Label()
    private let time = Label()

    init() {
        widget.addClass("notice")
        widget.horizontalAlign = .center
        icon.verticalAlign = .center
        text.addClass("caption")
        text.wraps = true
        text.maximumWidthInCharacters = 60
        time.addClass("caption")
        time.addClass("numeric")
        time.addClass("dim-label")
        time.verticalAlign = .center
        widget.append(icon)
        widget.append(text)
        widget.append(time)
    }

    func show(_ notice: Notice) {
        icon.iconName = notice.kind.iconName
        widget.setClass("alert", notice.kind == .alert)
        widget.setClass("refusal", notice.kind == .refusal)
        text.text = notice.text
        time.text = notice.time
    }
}
