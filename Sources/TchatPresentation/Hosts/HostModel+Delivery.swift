import Localization
import TchatClient
import TchatModel

/// What the user has said, on its way to the host.
extension HostModel {
    /// How long something that did not go out waits for its next try while the host is heard.
    private static let retryDelay = Duration.seconds(2)

    /// Sends what is kept whenever there is something new, or the host is back.
    func deliverWhenWoken() async {
        for await _ in wakeUps.stream {
            guard link.isLive, let storage = link.storage else { continue }
            do {
                let (role, person) = (link.role ?? .guest, link.person)
                let delivery = try await storage.deliver(using: link.client) { conversation in
                    role >= .operator && conversation != person
                }
                await take(delivery)
            } catch is CancellationError {
                return
            } catch {
                // The user's own files are to blame; another program may hold them for a while.
                if link.isLive { showDelay("\(error)") }
                await wakeLater()
            }
        }
    }

    /// Has another try made, unless something new is said before.
    private func wakeLater() async {
        guard (try? await surroundings.clock.sleep(for: Self.retryDelay)) != nil else { return }
        wakeUps.continuation.yield()
    }

    private func take(_ delivery: Outbox.Delivery) async {
        for entry in delivery.delivered {
            guard let name = entry.conversation else { continue }
            conversation(shownFor: name)?.delivered(entry)
        }
        var isRoleOld = false
        for (item, reason) in delivery.refused {
            conversation(shownFor: item.conversation)?.refused(item, reason: "\(reason)")
            if case .notAllowed = reason { isRoleOld = true }
        }
        if isRoleOld { await refreshRole() }
        guard let stop = delivery.stoppedBy else { return showDelay(nil) }
        // That it is away, or shuts the user out, the stream says.
        guard stop.isTransient, link.isLive else { return }
        if case .problem = stop { showDelay("\(stop)") }
        await wakeLater()
    }

    /// Where something is shown that was said in a conversation: in the user's own one, when no others are shown any more.
    private func conversation(shownFor name: String) -> ConversationModel? {
        isOperated ? conversation(named: name) : conversations.first { $0.isOwn }
    }

    /// Says why what was said is not taken, although the host is heard; nil takes it away.
    private func showDelay(_ reason: String?) {
        guard let reason else {
            // Meanwhile the host may have gone, or something else may be said for a while.
            if let delay, standing?.text == delay {
                if banner == standing { banner = nil }
                standing = nil
            }
            delay = nil
            return
        }
        let text = HostWords.takesNothing(reason: reason)
        delay = text
        stand(Banner(text: text))
    }
}
