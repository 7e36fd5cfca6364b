import Foundation
import TchatClient
import TchatModel
import TchatPairing

@testable import TchatPresentation

/// A model with paired hosts that never answer: what they are is set by the test.
final class TestDesktop {
    let model: DesktopModel

    init(hosts: [String], state: WindowState? = nil, failure: LocalFileError? = nil) async throws {
        let known = hosts.enumerated().map { index, name in
            KnownHost(
                id: UUID(),
                name: name,
                address: HostAddress(host: "192.0.2.\(index + 1)"),
                pin: PublicKeyPin(subjectPublicKeyInfo: [UInt8(index)]),
                token: .random(),
                person: "alice",
                role: .member
            )
        }
        model = DesktopModel(
            Surroundings(
                localServer: { nil },
                knownHosts: {
                    if let failure { throw failure }
                    return known
                },
                forgetHost: { _ in },
                pair: { address, _ in throw HostError.nobodyListening(.address(address)) },
                client: { _ in SilentHost() },
                storage: { _, _ in nil },
                windowState: { state },
                rememberWindowState: { _ in },
                clock: ContinuousClock(),
                now: { Date() }
            )
        )
    }

    /// Runs the model beside the test, with its hosts there.
    func run(_ body: (DesktopModel) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.model.run() }
            defer { group.cancelAll() }
            let isThere = await GTKTest.turn { model.selectedHost != nil || model.failure != nil }
            guard isThere else { throw NoHosts() }
            try await body(model)
        }
    }

    struct NoHosts: Error {}
}

/// Says nothing, and waits until it is left.
nonisolated struct SilentHost: HostClient {
    /// What it gives of a conversation, if anything.
    var page: EntryPage?

    private func silence() async throws -> Never {
        for await _ in AsyncStream<Never>.makeStream().stream {}
        throw CancellationError()
    }

    func status() async throws -> HostStatus { try await silence() }
    func history(seconds: Int) async throws -> [Vitals] { try await silence() }
    func conversations() async throws -> [ConversationSummary] { try await silence() }
    func entries(of conversation: String, after: Int?, before: Int?, limit: Int, search: String?) async throws
        -> EntryPage
    {
        guard let page else { try await silence() }
        return page
    }
    func put(_ draft: EntryDraft, uuid: UUID, in conversation: String, asOperator: Bool) async throws -> Entry {
        try await silence()
    }
    func mark(_ update: MarkerUpdate, in conversation: String, asOperator: Bool) async throws -> Marker {
        try await silence()
    }
    func control(_ action: ControlAction) async throws { try await silence() }
    func events(after lastID: Int?, vitals: Bool, comments: Bool, asOperator: Bool)
        -> AsyncThrowingStream<StreamEvent, any Error>
    { .makeStream().stream }
    func retryNow() {}
    func shutDown() async {}
}
