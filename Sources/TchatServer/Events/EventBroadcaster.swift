import Logging
import NIOCore
import Synchronization
import TchatModel

/// Tells the readers of the event stream what happens, each as far as they may know, in the order of the log.
final class EventBroadcaster: Sendable {
    private struct State {
        var lastEntryID = 0
        var lastNumber = 0
        var subscribers: [Int: EventSubscriber] = [:]
        var readers = EventReaders()
        var presence = PresenceCounts()
        /// Whether the server stops, so that no stream begins any more.
        var isEnding = false
    }

    private let state = Mutex(State())
    private let configuration: LiveConfiguration
    private let metrics: ServerMetrics
    private let logger: Logger

    init(configuration: LiveConfiguration, metrics: ServerMetrics, logger: Logger) {
        self.configuration = configuration
        self.metrics = metrics
        self.logger = logger
    }

    /// Learns which entry is the newest before anyone is served.
    func start(after lastEntryID: Int) {
        state.withLock { $0.lastEntryID = max($0.lastEntryID, lastEntryID) }
    }
}

// MARK: - Who listens

extension EventBroadcaster {
    /// What a reader that starts now has to be sent before the events that come to it by themselves.
    struct Beginning: Sendable {
        /// The number under which the reader leaves.
        var id: Int
        /// The newest entry there was; later ones come by themselves.
        var lastEntryID: Int
        /// Who is connected.
        var presence: Presence
    }

    /// Lets a reader in.
    func subscribe(_ subscriber: EventSubscriber) throws(Problem.Reason) -> Beginning {
        let most = configuration.limits.connections
        let (beginning, dropped): (Beginning?, [EventSubscriber]) = state.withLock { state in
            guard state.subscribers.count < most else { return (nil, []) }
            state.lastNumber += 1
            let number = state.lastNumber
            let change = state.presence.add(subscriber.principal.name, isConsole: subscriber.options.isConsole)
            // Not yet among the readers: who is connected is the first thing it is told anyway.
            let dropped = tellPresence(change, state)
            state.subscribers[number] = subscriber
            state.readers.insert(subscriber, number: number)
            metrics.subscriberJoined()
            if state.isEnding { subscriber.finish() }
            let beginning = Beginning(
                id: number,
                lastEntryID: state.lastEntryID,
                presence: state.presence.presence(for: subscriber.principal.role)
            )
            return (beginning, dropped)
        }
        countDropped(dropped)
        guard let beginning else { throw .tooManyStreams }
        return beginning
    }

    /// A reader is gone.
    func unsubscribe(_ id: Int) {
        let dropped: [EventSubscriber] = state.withLock { state in
            guard let subscriber = state.subscribers.removeValue(forKey: id) else { return [] }
            state.readers.remove(subscriber, number: id)
            metrics.subscriberLeft()
            let change = state.presence.remove(subscriber.principal.name, isConsole: subscriber.options.isConsole)
            return tellPresence(change, state)
        }
        countDropped(dropped)
    }

    /// Makes what reads a stream with this person's eyes.
    func makeSubscriber(for principal: Principal, options: EventSubscriber.Options) -> EventSubscriber {
        EventSubscriber(principal: principal, options: options) { [configuration] in
            configuration.limits.eventBacklogBytes
        }
    }

    /// Ends streams behind what waits in them already.
    func endStreams(where isMeant: (EventSubscriber) -> Bool = { _ in true }) {
        for subscriber in subscribers where isMeant(subscriber) { subscriber.finish() }
    }

    /// Ends every stream, and from now on each new one as it begins: the server stops.
    func endStreamsForGood() {
        state.withLock { $0.isEnding = true }
        endStreams()
    }

    /// Ends one person's streams at once.
    func cutStreams(of name: String) {
        for subscriber in subscribers where subscriber.principal.name == name { subscriber.cancel() }
    }

    private var subscribers: [EventSubscriber] { state.withLock { Array($0.subscribers.values) } }

    /// How many listen.
    var readerCount: Int { state.withLock(\.subscribers.count) }

    /// Whether one more may listen.
    var hasRoomForReader: Bool { readerCount < configuration.limits.connections }
}

// MARK: - Who is connected

extension EventBroadcaster {
    /// Someone is there who does not listen: a classic client.
    func personConnected(_ name: String) {
        countDropped(state.withLock { state in tellPresence(state.presence.add(name), state) })
    }

    /// Someone of whom ``personConnected(_:)`` was told has left.
    func personLeft(_ name: String) {
        countDropped(state.withLock { state in tellPresence(state.presence.remove(name), state) })
    }

    /// Tells who is connected now, to those for whom that has changed.
    ///
    /// - Returns: Whose streams ended by it.
    private func tellPresence(_ change: PresenceCounts.Change?, _ state: State) -> [EventSubscriber] {
        guard let change else { return [] }
        let dropped = tell(.operator, state.readers.ofOperators, state)
        guard change == .forEveryone else { return dropped }
        return dropped + tell(.guest, state.readers.belowOperators, state)
    }

    private func tell(_ role: Role, _ readers: EventReaders.Several, _ state: State) -> [EventSubscriber] {
        guard !readers.isEmpty else { return [] }
        let presence = state.presence.presence(for: role)
        guard let event = try? ServerEvent.presence(presence, id: state.lastEntryID) else { return [] }
        return send(event, to: readers)
    }
}

// MARK: - What is told

extension EventBroadcaster {
    /// Tells what was written; called in the order of the log.
    func publishEntries(_ entries: [Entry]) {
        let dropped = state.withLock { state in
            var dropped: [EventSubscriber] = []
            for entry in entries {
                state.lastEntryID = entry.id
                let readers = state.readers.whoMaySee(entry.conversation)
                guard !readers.isEmpty else { continue }
                guard let event = try? ServerEvent.entry(entry) else { continue }  // what was read from JSON encodes
                dropped += send(event, to: readers)
            }
            return dropped
        }
        countDropped(dropped)
    }

    /// Tells that a marker moved; called in the order in which they move.
    func publishMarker(_ marker: Marker) {
        let dropped: [EventSubscriber] = state.withLock { state in
            let readers = state.readers.whoMaySee(marker.conversation)
            guard !readers.isEmpty, let event = try? ServerEvent.marker(marker, id: state.lastEntryID) else {
                return []
            }
            return send(event, to: readers)
        }
        countDropped(dropped)
    }

    /// Sends a sample to whoever wants it.
    func publishVitals(of snapshot: Snapshot) {
        let readers = subscribers.filter(\.options.wantsVitals)
        guard !readers.isEmpty else { return }
        countDropped(send(snapshot.vitalsEvent, to: readers, .passing))
    }

    /// Sends a comment to whoever wants it, so that either side notices when the other is gone.
    func publishComment() {
        countDropped(send(.comment, to: subscribers.filter(\.options.wantsComments), .passing))
    }

    /// Sends an event to everyone it is for: the same bytes to all, and to those of one event loop in one go.
    ///
    /// - Returns: Whose streams ended by it; they are logged when no lock is held, since a log may take its time.
    private func send(
        _ event: ServerEvent,
        to readers: some Sequence<EventSubscriber>,
        _ importance: EventSubscriber.Importance = .needed
    ) -> [EventSubscriber] {
        var dropped: [EventSubscriber] = []
        var direct: [ObjectIdentifier: (eventLoop: any EventLoop, readers: [EventSubscriber])] = [:]
        for reader in readers {
            switch reader.offer(event, importance) {
            case .taken: break
            case .toBeWritten(let loop): direct[ObjectIdentifier(loop), default: (loop, [])].readers.append(reader)
            case .tooMuch: dropped.append(reader)
            }
        }
        for (eventLoop, readers) in direct.values {
            eventLoop.execute { [self] in
                countDropped(readers.filter { !$0.write(event, importance) })
            }
        }
        return dropped
    }

    private func countDropped(_ readers: [EventSubscriber]) {
        for reader in readers {
            metrics.subscriberDropped()
            logger.notice(
                "Event stream ended: it was read too slowly",
                metadata: ["person": "\(reader.principal.name)"]
            )
        }
    }
}
