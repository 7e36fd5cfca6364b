import Localization
import TchatModel

/// Sentences for what happened on a host.
nonisolated enum NoticeText {
    /// What is shown of an entry that is neither words between people nor a question or an answer.
    static func notice(of entry: Entry, isOwn: Bool, time: String) -> Notice? {
        switch entry.content {
        case .notice(let event, let values):
            Notice(kind: kind(of: event), text: event.sentence(values), time: time)
        case .control(let action):
            Notice(
                kind: .control,
                text: action.sentence(by: isOwn ? nil : entry.author.name),
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
}
