import Localization
public import TchatModel

/// A control word with its confirmation.
public nonisolated struct ControlOffer: Identifiable, Equatable, Sendable {
    /// What is done.
    public var action: ControlAction
    /// The menu's item: `Disconnect…`, `Reset the Server…`, `Stop the Server…`.
    public var title: String
    /// The question: `Stop the server of lab1?`.
    public var heading: String
    /// What will happen to whom.
    public var consequence: String
    /// The button that does it: `Stop`.
    public var confirmation: String
    /// Whether it can't be taken back.
    public var isDestructive: Bool
    /// Whether it is done without a question.
    public var isImmediate: Bool

    /// The action names it.
    public var id: ControlAction { action }
}

nonisolated extension ControlOffer {
    /// How many people are named.
    private static let namedPeople = 10

    /// Says what an action will do.
    ///
    /// - Parameters:
    ///   - action: What is to be done.
    ///   - host: What to call the host.
    ///   - people: Who else is connected; nil when that is not known.
    init(_ action: ControlAction, host: String, people: [String]?) {
        self.action = action
        isImmediate = false
        isDestructive = action == .kill
        let host = ["host": host]
        switch action {
        case .disconnect:
            title = tr("Disconnect…")
            heading = tr("Disconnect from {host}?", host)
            consequence = tr(
                "Only you leave. The conversation is kept, and goes on when you connect again; what you write until then "
                    + "waits on this computer."
            )
            confirmation = tr("Disconnect")
        case .reset:
            title = tr("Reset the Server…")
            heading = tr("Reset the server of {host}?", host)
            consequence = Self.sentences(
                tr(
                    "Everyone who is connected has to leave; the server reads its configuration again and opens its port "
                        + "again."
                ),
                Self.sentence(naming: people),
                tr("What was said is kept, and those who use Tchat come back by themselves.")
            )
            confirmation = tr("Reset")
        case .kill:
            title = tr("Stop the Server…")
            heading = tr("Stop the server of {host}?", host)
            consequence = Self.sentences(
                tr(
                    "Everyone who is connected has to leave, and nobody can come back before the server is started there "
                        + "again."
                ),
                Self.sentence(naming: people),
                tr("What was said is kept.")
            )
            confirmation = tr("Stop")
        }
    }

    /// Who it will happen to; nil when that is not known.
    private static func sentence(naming people: [String]?) -> String? {
        guard let people else { return nil }
        guard !people.isEmpty else { return tr("Nobody else is connected now.") }
        var names = people.prefix(namedPeople).map { $0.visible() }.joined(separator: ", ")
        let unnamed = people.count - min(people.count, namedPeople)
        if unnamed > 0 { names = tr("{names} and {count} more", ["names": names, "count": unnamed]) }
        return trn(
            "{count} other person is connected now: {names}.",
            "{count} other people are connected now: {names}.",
            people.count,
            ["names": names]
        )
    }

    private static func sentences(_ parts: String?...) -> String { parts.compactMap(\.self).joined(separator: " ") }
}

extension HostLink {
    /// What an action on this host will do to those who are there, to be confirmed.
    func offer(_ action: ControlAction, presence: Presence?) -> ControlOffer {
        let people = presence?.people.map { people in
            // Who answers at the host has to leave too; whoever asks knows about themselves.
            Set(people).union(presence?.operators ?? []).subtracting([person].compactMap(\.self)).sorted()
        }
        return ControlOffer(action, host: hostTitle, people: people)
    }
}
