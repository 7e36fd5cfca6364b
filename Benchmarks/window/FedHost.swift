import FoundationEssentials
import Synchronization
import TchatClient
import TchatModel
import TchatPairing
import TchatPresentation

/// A host in memory that tells what it is fed: a log of one conversation, and how the machine does.
nonisolated final class FedHost: HostClient {
    /// The one conversation, which is the user's own.
    static let person = "alice"

    private struct State {
        /// The newest entries: the memory that is measured is the window's, not the host's.
        var log: [Entry] = []
        var lastID = 0
        var samples: [Vitals] = []
        var listeners: [Int: (wantsVitals: Bool, events: AsyncThrowingStream<StreamEvent, any Error>.Continuation)] =
            [:]
        var lastListener = 0
        var read = 0
    }

    private static let keptEntries = 1500

    /// How it is remembered by the window.
    let known: KnownHost
    private let startedAt: Date
    private let state = Mutex(State())

    init(_ number: Int, at date: Date) {
        known = KnownHost(
            id: UUID(),
            name: "laboratory-\(number)",
            address: HostAddress(host: "192.0.2.\(number)"),
            pin: PublicKeyPin(subjectPublicKeyInfo: [UInt8(number)]),
            token: .random(),
            person: Self.person,
            role: .member
        )
        startedAt = date
    }

    /// Tells the next sample.
    func feed(_ vitals: Vitals) {
        state.withLock { state in
            state.samples.append(vitals)
            if state.samples.count > VitalsHistory.keptSamples { state.samples.removeFirst() }
            for listener in state.listeners.values where listener.wantsVitals { listener.events.yield(.vitals(vitals)) }
        }
    }

    /// Tells that who sits at the host has said something, or the user has.
    func feed(_ text: String, at date: Date, isOwn: Bool) {
        state.withLock { state in
            let entry = Entry(
                id: state.lastID + 1,
                uuid: UUID(),
                conversation: Self.person,
                at: date,
                author: isOwn ? Author(kind: .person, name: Self.person) : Author(kind: .operator, name: "root"),
                content: .message(text: text)
            )
            state.lastID = entry.id
            if state.log.count >= Self.keptEntries { state.log.removeFirst() }
            state.log.append(entry)
            for listener in state.listeners.values { listener.events.yield(.entry(entry)) }
        }
    }

    // MARK: - What the window asks

    func status() async throws -> HostStatus {
        let system = OperatingSystem(system: "Linux", release: "6.1.0", version: "#1", architecture: "x86_64")
        return HostStatus(
            id: known.id,
            version: tchatVersion,
            startedAt: startedAt,
            port: HostAddress.defaultPort,
            facts: HostFacts(name: known.name, operatingSystem: system, bootID: "boot-1", bootedAt: startedAt),
            vitals: state.withLock { $0.samples.last } ?? Vitals(at: startedAt, readings: [:]),
            caller: .init(name: Self.person, role: .member)
        )
    }

    func history(seconds: Int) async throws -> [Vitals] { state.withLock { Array($0.samples.suffix(seconds)) } }

    func conversations() async throws -> [ConversationSummary] {
        state.withLock { state in
            let person = Person(name: Self.person, kind: .paired, role: .member, createdAt: startedAt)
            let last = state.log.last
            return [
                ConversationSummary(
                    name: Self.person,
                    person: person,
                    lastEntry: last,
                    unread: 0,
                    markers: [marker(state.read)]
                )
            ]
        }
    }

    func entries(of conversation: String, after: Int?, before: Int?, limit: Int, search: String?) async throws
        -> EntryPage
    {
        state.withLock { state in
            let all = state.log.filter { $0.id > after ?? .min && $0.id < before ?? .max }
            let page = after != nil ? all.prefix(limit) : all.suffix(limit)
            return EntryPage(entries: Array(page), hasMore: all.count > limit)
        }
    }

    func put(_ draft: EntryDraft, uuid: UUID, in conversation: String, asOperator: Bool) async throws -> Entry {
        throw HostError.nobodyListening(.address(known.address))
    }

    func mark(_ update: MarkerUpdate, in conversation: String, asOperator: Bool) async throws -> Marker {
        state.withLock { state in
            state.read = max(state.read, update.read ?? 0)
            return marker(state.read)
        }
    }

    private func marker(_ read: Int) -> Marker {
        Marker(
            conversation: Self.person,
            reader: Author(kind: .person, name: Self.person),
            delivered: read,
            read: read
        )
    }

    func control(_ action: ControlAction) async throws {}

    func events(after lastID: Int?, vitals: Bool, comments: Bool, asOperator: Bool)
        -> AsyncThrowingStream<StreamEvent, any Error>
    {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: StreamEvent.self)
        let id = state.withLock { state in
            state.lastListener += 1
            state.listeners[state.lastListener] = (vitals, continuation)
            continuation.yield(.connected)
            continuation.yield(.presence(Presence(operators: ["root"])))
            for entry in state.log where entry.id > lastID ?? .max { continuation.yield(.entry(entry)) }
            return state.lastListener
        }
        continuation.onTermination = { [weak self] _ in self?.leave(id) }
        return stream
    }

    private func leave(_ id: Int) { state.withLock { $0.listeners[id] = nil } }

    func retryNow() {}

    func shutDown() async {}
}

extension Surroundings {
    /// A world of fed hosts; what is copied is on disk, as in the program.
    nonisolated static func fed(_ hosts: [FedHost], now: @escaping @Sendable () -> Date) -> Surroundings {
        var world = Surroundings.live
        world.localServer = { nil }
        world.knownHosts = { hosts.map(\.known) }
        world.client = { endpoint in hosts.first { $0.known.endpoint == endpoint } ?? hosts[0] }
        world.windowState = { nil }
        world.rememberWindowState = { _ in }
        world.now = now
        return world
    }
}
