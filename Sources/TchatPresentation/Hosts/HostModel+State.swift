import FoundationEssentials
import Localization
import TchatClient
import TchatModel
import TchatPairing

/// How it stands with the connection, in words.
extension HostModel {
    /// How long after the host said that it goes, its going is explained by that.
    private static let farewellSeconds = 30.0
    /// How long a line stays that nothing else takes away.
    private static let passingTime = Duration.seconds(8)

    /// The host is heard.
    func noteLive() {
        link.isLive = true
        isFollowed = true
        wasLive = true
        farewellReason = nil
        if isAway { announce(HostWords.isBack(title)) }
        state = .live
        stand(nil)
        for conversation in conversations { conversation.presenceChanged() }
        updateSampling()
    }

    /// The host is not heard for now, and is tried again.
    func noteAway(_ error: HostError) {
        noteUnheard()
        if farewellReason == nil, let farewell,
            surroundings.now().timeIntervalSince(farewell.at) < Self.farewellSeconds
        {
            farewellReason = farewell.reason
        }
        farewell = nil
        let reason = farewellReason ?? "\(error)"
        let text = HostWords.isAway(link.hostTitle, reason: reason)
        // Each further attempt may fail for another reason, which is not worth an interruption.
        if !isAway { announce(text) }
        state = .away(reason)
        stand(Banner(text: text, action: tr("Try Again")))
    }

    /// The host is not tried again before something was done about it.
    func noteStop(_ error: HostError) {
        noteUnheard()
        isFollowed = false
        stand(nil)
        switch error {
        case .keyChanged(_, let expected, let seen):
            state = .keyChanged(expected: expected.hexText, seen: seen.hexText)
            announce(tr("{host} shows another key", ["host": title]))
        case .notLetIn:
            state = .shutOut("\(error)")
            announce(tr("{host} no longer lets you in", ["host": title]))
        default:
            state = .away("\(error)")
            announce("\(error)")
            stand(Banner(text: "\(error)", action: tr("Try Again")))
        }
    }

    /// The user leaves; this lasts until the user connects.
    func disconnect() {
        isWanted.isOn = false
        noteUnheard()
        isFollowed = false
        farewell = nil
        farewellReason = nil
        noteLeft()
    }

    /// The user left; the conversations can be read and written as while the host is away.
    func noteLeft() {
        state = .disconnected
        let text = tr("You left {host}: what you write is kept until you connect again.", ["host": link.hostTitle])
        stand(Banner(text: text, action: tr("Connect")))
    }

    /// Nothing is known any more of what was only so at the time.
    func noteUnheard() {
        link.isLive = false
        wasInterrupted = wasLive
        presence = nil
        presenceText = nil
        isAttended = nil
        information.setStale(true)
        isSampled.isOn = false
        for conversation in conversations { conversation.presenceChanged() }
    }

    func updateSampling() { isSampled.isOn = isVisible && link.isLive }

    // MARK: - Who is there

    func takePresence(_ presence: Presence) {
        self.presence = presence
        isAttended = !presence.operators.isEmpty
        presenceText = Self.sentence(on: presence, user: id == .thisComputer ? link.person : nil)
        for conversation in conversations { conversation.presenceChanged() }
    }

    /// Who is at the console.
    ///
    /// - Parameter user: The user's name there, when the window is a console itself.
    static func sentence(on presence: Presence, user: String?) -> String {
        let others = presence.operators.filter { $0 != user }.map { $0.visible() }
        if user != nil {
            guard !others.isEmpty else { return tr("You are at the console.") }
            let names = ["names": others.joined(separator: ", ")]
            return others.count == 1
                ? tr("{names} is at a console too.", names) : tr("{names} are at a console too.", names)
        }
        guard !others.isEmpty else { return tr("Nobody is at the console: what you write will be waiting there.") }
        let names = ["names": others.joined(separator: ", ")]
        return others.count == 1 ? tr("{names} is at the console.", names) : tr("{names} are at the console.", names)
    }

    // MARK: - Why it goes

    /// Takes note of what explains why the host will not be heard soon.
    func noteFarewell(_ entry: Entry) {
        let host = ["host": link.hostTitle]
        switch entry.content {
        case .control(let action) where action != .disconnect:
            let isUser = entry.author.name == link.person
            let values = ["host": link.hostTitle, "person": entry.author.name.visible()]
            let reason =
                switch (action, isUser) {
                case (.reset, true): tr("You reset the server of {host}, which opens again in a moment.", host)
                case (.reset, false):
                    tr("{person} reset the server of {host}, which opens again in a moment.", values)
                case (_, true): tr("You stopped the server of {host}: it has to be started again there.", host)
                case (_, false):
                    tr("{person} stopped the server of {host}: it has to be started again there.", values)
                }
            farewell = (reason, surroundings.now())
        case .notice(.stopping, _):
            // Who stopped it says more, and stands right before.
            guard farewell == nil else { return }
            farewell = (tr("The server of {host} was stopped.", host), surroundings.now())
        case .notice(.reset, _):
            guard farewell == nil else { return }
            let reason = tr("The server of {host} is being reset and opens again in a moment.", host)
            farewell = (reason, surroundings.now())
        case .notice(.started, _), .notice(.rebooted, _):
            farewell = nil
        default:
            break
        }
    }

    // MARK: - What passes

    /// A control word was not carried out.
    func noteControlFailure(_ action: ControlAction, _ error: HostError) async {
        let values = ["reason": "\(error)"]
        let text =
            action == .reset
            ? tr("The server was not reset: {reason}", values) : tr("The server was not stopped: {reason}", values)
        if case .notAllowed = error { await refreshRole() }
        showPassing(text)
    }

    /// Says something that is true for now and stands in nobody's way.
    func showPassing(_ text: String) {
        lastPassing += 1
        let number = lastPassing
        banner = Banner(text: text)
        announce(text)
        link.work.add { [weak self, clock = surroundings.clock] in
            guard (try? await clock.sleep(for: Self.passingTime)) != nil else { return }
            guard let self, lastPassing == number, banner?.text == text else { return }
            banner = standing
        }
    }
}

extension HostModel {
    /// Whether it can't be heard for now.
    private var isAway: Bool { if case .away = state { true } else { false } }

    /// Lets a screen reader say what those who see are shown.
    private func announce(_ text: String) {
        if link.isLookedAt { link.onAnnouncement(text) }
    }

    /// Tells whether the window has the focus and shows this host.
    func setLookedAt(_ isLookedAt: Bool) {
        guard isLookedAt != link.isLookedAt else { return }
        link.isLookedAt = isLookedAt
        selectedConversation?.lookedAtChanged()
    }
}
