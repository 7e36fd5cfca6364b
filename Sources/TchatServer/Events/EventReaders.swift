import TchatModel

/// The readers of the event stream by what they may see, so that an event costs only those whom it is for.
struct EventReaders {
    /// Readers one after the other, without a copy of them all.
    typealias Several = FlattenSequence<[Dictionary<Int, EventSubscriber>.Values]>

    private var operators: [Int: EventSubscriber] = [:]
    private var members: [String: [Int: EventSubscriber]] = [:]
    private var guests: [Int: EventSubscriber] = [:]

    /// Takes in a reader under a number that nobody else has.
    mutating func insert(_ subscriber: EventSubscriber, number: Int) {
        switch subscriber.principal.role {
        case .operator...: operators[number] = subscriber
        case .member: members[subscriber.principal.name, default: [:]][number] = subscriber
        default: guests[number] = subscriber
        }
    }

    /// Lets a reader go.
    mutating func remove(_ subscriber: EventSubscriber, number: Int) {
        let name = subscriber.principal.name
        switch subscriber.principal.role {
        case .operator...: operators[number] = nil
        case .member:
            members[name]?[number] = nil
            if members[name]?.isEmpty == true { members[name] = nil }
        default: guests[number] = nil
        }
    }

    /// The operators.
    var ofOperators: Several { [operators.values].joined() }

    /// Everyone else.
    var belowOperators: Several { ([guests.values] + members.values.map(\.values)).joined() }

    /// Those who may see what happens in a conversation, or, without one, to the whole host; the same as
    /// ``Principal/mayTakePart(in:)``.
    func whoMaySee(_ conversation: String?) -> Several {
        guard let conversation else { return ([operators.values] + members.values.map(\.values)).joined() }
        guard let own = members[conversation] else { return [operators.values].joined() }
        return [operators.values, own.values].joined()
    }
}
