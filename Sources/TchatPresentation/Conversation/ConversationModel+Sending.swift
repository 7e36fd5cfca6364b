import FoundationEssentials
import Localization
import TchatClient
public import TchatModel

extension ConversationModel {
    /// Keeps what was typed and sends it; the field is empty afterwards.
    @discardableResult
    public func send() -> Sending {
        switch TypedWords(draft) {
        case .nothing:
            return .nothing
        case .question(let item):
            draft = ""
            ask(item)
            return .accepted
        case .control(let action):
            guard let offer = link.offers().first(where: { $0.action == action }) else {
                draftError = objection(to: action)
                return .nothing
            }
            draft = ""
            return .control(offer)
        case .message(let text):
            if let error = objection(to: text) {
                draftError = error
                return .nothing
            }
            draft = ""
            keep(.message(text: text))
            return .accepted
        }
    }

    /// Asks the machine something; the answer comes as a card.
    public func ask(_ item: Item) {
        if canWrite { keep(.question(item: item)) } else { askAside(item) }
    }

    /// Why a message can't be sent; nil when it can.
    private func objection(to text: String) -> String? {
        guard canWrite else {
            return tr("Your role allows to ask only: write name, os, cpu or ram, or press a button.")
        }
        guard link.storage != nil else {
            return tr("{host} was not reached yet: wait until it is connected.", ["host": link.hostTitle])
        }
        let excess = text.utf8.count - EntryDraft.longestTextBytes
        guard excess > 0 else { return nil }
        return trn(
            "The message is {count} byte too long: make it shorter, or send it in several parts.",
            "The message is {count} bytes too long: make it shorter, or send it in several parts.",
            excess
        )
    }

    /// Why a control word can't be used.
    private func objection(to action: ControlAction) -> String {
        let values = ["word": action.rawValue, "host": link.hostTitle]
        return (link.role ?? .guest) >= action.requiredRole && !link.isLive
            ? tr("{word} is not possible now: {host} is not connected.", values)
            : tr("Your role does not allow {word} here.", values)
    }

    /// Puts something on disk, behind what was said before, from where it is delivered.
    private func keep(_ draft: EntryDraft) {
        showNewest()
        outgoing.append(draft)
        guard !isKeeping else { return }
        isKeeping = true
        link.work.add { [self] in
            while !outgoing.isEmpty { await keepNow(outgoing.removeFirst()) }
            isKeeping = false
        }
    }

    private func keepNow(_ draft: EntryDraft) async {
        guard let storage = link.storage else { return takeBack(draft, reason: nil) }
        do {
            let uuid = try await storage.accept(draft, for: name)
            let item = OutboxItem(uuid: uuid, conversation: name, at: link.now(), draft: draft)
            perform { $0.addWaiting(item) }
            link.onAccepted()
        } catch {
            takeBack(draft, reason: "\(error)")
        }
    }

    /// What can't be kept stands in the field again, unless something else does.
    private func takeBack(_ draft: EntryDraft, reason: String?) {
        if case .message(let text) = draft, self.draft.isEmpty { self.draft = text }
        draftError =
            reason.map { tr("It could not be kept: {reason}", ["reason": $0.visible()]) }
            ?? tr("{host} was not reached yet: wait until it is connected.", ["host": link.hostTitle])
    }

    /// Asks for who has no conversation: the answer is shown, and no log keeps it.
    private func askAside(_ item: Item) {
        let question = OutboxItem(
            uuid: UUID(),
            conversation: name,
            at: link.now(),
            draft: .question(item: item)
        )
        perform { $0.addWaiting(question) }
        guard !link.isLeft else {
            let reason = tr("You left {host}: connect before you ask.", ["host": link.hostTitle])
            perform { $0.refuse(question, reason: reason) }
            return
        }
        link.work.add { [self] in
            do {
                let answer = Self.answer(to: item, of: try await link.client.status())
                perform { $0.answer(question, answer) }
            } catch {
                perform { $0.refuse(question, reason: "\(error)".visible()) }
            }
        }
    }

    private static func answer(to item: Item, of status: HostStatus) -> ItemAnswer {
        let reading: Reading? =
            switch item {
            case .name: .name(.init(name: status.facts.name))
            case .os: .os(status.facts.operatingSystem)
            default: status.vitals[item]
            }
        return ItemAnswer(item: item, text: "", values: reading)
    }
}
