import Localization
import TchatClient
import TchatModel

/// Sentences for what happened on a host.
nonisolated enum NoticeText {
    /// What is shown of an entry that is neither words between people nor a question or an answer.
    static func notice(of entry: Entry, isOwn: Bool, time: String) -> Notice? {
        switch entry.content {
        case .notice(let event, let detail):
            Notice(kind: kind(of: event), text: text(of: event, detail: detail?.visible()), time: time)
        case .control(let action):
            Notice(
                kind: .control,
                text: isOwn
                    ? tr("You used {word}", ["word": action.rawValue])
                    : tr("{person} used {word}", ["person": entry.author.name.visible(), "word": action.rawValue]),
                time: time
            )
        case .alert(let text):
            Notice(kind: .alert, text: text.visible(keepingNewlines: true), time: time)
        case .message, .question, .answer:
            nil
        }
    }

    private static func kind(of event: HostEvent) -> Notice.Kind {
        switch event {
        case .started, .rebooted, .stopping, .reset: .host
        case .refused: .refusal
        case .paired, .revoked: .person
        }
    }

    private static func text(of event: HostEvent, detail: String?) -> String {
        guard let detail, !detail.isEmpty else { return text(of: event) }
        let words = EventDetail.text(detail)
        return switch event {
        case .refused: tr("Not allowed: {detail}", ["detail": detail])
        case .paired: tr("Paired ({detail})", ["detail": words])
        case .revoked: tr("Shut out ({detail})", ["detail": words])
        case .started, .rebooted, .stopping, .reset:
            tr("{event} ({detail})", ["event": text(of: event), "detail": detail])
        }
    }

    private static func text(of event: HostEvent) -> String {
        switch event {
        case .started: tr("The server started")
        case .rebooted: tr("The machine was rebooted, and the server started")
        case .stopping: tr("The server stops")
        case .reset: tr("The server is reset: everyone has to connect again")
        case .refused: tr("Something was refused")
        case .paired: tr("Paired")
        case .revoked: tr("Shut out")
        }
    }
}
