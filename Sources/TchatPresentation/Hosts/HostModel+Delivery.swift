import Localization
import TchatClient
import TchatModel

/// What the user has said, on its way to the host.
extension HostModel {
    /// The host has what waited.
    func showDelivered(_ entries: [Entry]) {
        for entry in entries {
            guard let name = entry.conversation else { continue }
            conversation(shownFor: name)?.delivered(entry)
        }
    }

    /// The host will never take something.
    func showRefusal(_ refusal: Outbox.Refusal) {
        let conversation = conversation(shownFor: refusal.item.conversation)
        conversation?.refused(refusal.item, reason: "\(refusal.reason)")
    }

    /// Where something is shown that was said in a conversation: in the user's own one, when no others are shown any more.
    private func conversation(shownFor name: String) -> ConversationModel? {
        isOperated ? conversation(named: name) : conversations.first { $0.isOwn }
    }

    /// Says why what was said is not taken, although the host is heard; nil takes it away.
    func showDelay(_ reason: DeliveryDelay?) {
        guard let reason else {
            // Meanwhile the host may have gone, or something else may be said for a while.
            if let delay, standing?.text == delay {
                if banner == standing { banner = nil }
                standing = nil
            }
            delay = nil
            return
        }
        switch reason {
        // That it is away the stream says soon enough.
        case .host(let error): guard case .problem = error else { return }
        case .files: break
        }
        let text = HostWords.takesNothing(reason: "\(reason)")
        delay = text
        stand(Banner(text: text))
    }
}
