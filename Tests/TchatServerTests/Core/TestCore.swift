import Foundation
import HostMetrics
import Hummingbird
import Logging
import NIOEmbedded
import NIOPosix
import Synchronization
import TchatModel
import TchatStore

@testable import TchatServer

/// What stands behind the port and the API, on a log of its own: no socket, and nothing that runs by itself.
struct TestCore: Sendable {
    let store: Store
    let sampler: Sampler
    let configuration: LiveConfiguration
    let metrics: ServerMetrics
    let broadcaster: EventBroadcaster
    let classicClients: ClassicClients
    let conversations: Conversations
    let access: AccessControl
    let control = ServerControl()
    let repeatedLog = RepeatedLog(TestCore.logger)

    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// Makes one for as long as the body runs.
    ///
    /// - Parameter now: What the log takes for the time.
    static func run(
        in folder: TemporaryFolder = TemporaryFolder(),
        _ limits: Limits = Limits(),
        now: @escaping @Sendable () -> Date = { Date() },
        _ body: (TestCore) async throws -> Void
    ) async throws {
        let store = try Store(in: folder.path, logger: logger, now: now)
        defer { store.close() }
        let core = TestCore(store, limits)
        try await core.conversations.prepare()
        try await body(core)
    }

    private init(_ store: Store, _ limits: Limits) {
        self.store = store
        sampler = Sampler(reader: HostReader(), group: MultiThreadedEventLoopGroup.singleton)
        metrics = ServerMetrics(version: "test")
        var configuration = ServerConfiguration.test
        configuration.limits = limits
        self.configuration = LiveConfiguration(configuration)
        broadcaster = EventBroadcaster(configuration: self.configuration, metrics: metrics, logger: Self.logger)
        let host = Author(kind: .host, name: "vm")
        let audit = AuditLog(store: store)
        classicClients = ClassicClients(
            store: store,
            broadcaster: broadcaster,
            configuration: self.configuration,
            host: host,
            audit: audit,
            logger: Self.logger
        )
        conversations = Conversations(
            store: store,
            sampler: sampler,
            metrics: metrics,
            broadcaster: broadcaster,
            classicClients: classicClients,
            configuration: self.configuration,
            host: host
        )
        access = AccessControl(
            store: store,
            conversations: conversations,
            broadcaster: broadcaster,
            metrics: metrics,
            hostName: host.name,
            audit: audit,
            logger: Self.logger
        )
    }

    /// Says something as an operator at the host.
    @discardableResult func say(_ text: String, in conversation: String) async throws -> Entry {
        try await conversations.put(.message(text: text), uuid: UUID(), in: conversation, by: .root).entry
    }

    /// Waits until everything said before is in the log.
    func settle() async throws { try await conversations.appendHostNotice(.reset) }

    /// The API over all of it.
    func responder() -> some HTTPResponder<APIContext> {
        APIRouter(
            store: store,
            sampler: sampler,
            conversations: conversations,
            broadcaster: broadcaster,
            access: access,
            metrics: metrics,
            metricsPage: MetricsPage(reader: HostReader(), server: metrics),
            control: control,
            hostName: "vm",
            startedAt: Date(),
            logger: Self.logger
        )
    }
}

extension APIContext {
    /// A request through the Unix socket.
    static func unixSocket(_ principal: Principal = .root) -> APIContext {
        APIContext(transport: .unix(principal), channel: EmbeddedChannel())
    }
}

/// A classic client that keeps what it is told.
final class TestClassicClient: ClassicClient {
    private let told = Mutex<[String]>([])
    /// Whether its connection is closed, which others don't know yet.
    private let isGone: Bool
    private let eventLoop = MultiThreadedEventLoopGroup.singleton.next()

    init(isGone: Bool = false) {
        self.isGone = isGone
    }

    var heard: [String] { told.withLock(\.self) }

    func answer(_ text: String, _ completion: @escaping @Sendable (Bool) -> Void) {
        if !isGone { told.withLock { $0.append(text) } }
        eventLoop.execute { [isGone] in completion(!isGone) }
    }

    /// Waits until all that it was told has been taken.
    func settle() async throws { try await eventLoop.submit {}.get() }

    func refuseMessage(behind earlier: Int) { told.withLock { $0.append("refused behind \(earlier)") } }
}
