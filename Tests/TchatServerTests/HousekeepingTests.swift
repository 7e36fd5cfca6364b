import Dispatch
import Foundation
import NIOCore
import TchatModel
import Synchronization
import TestClock
import Testing

@testable import TchatServer
@testable import TchatStore

@Suite struct HousekeepingTests {
    private static func housekeeping(of core: TestCore, _ clock: ManualClock) -> Housekeeping<ManualClock> {
        Housekeeping(
            store: core.store,
            broadcaster: core.broadcaster,
            access: core.access,
            classicClients: core.classicClients,
            repeatedLog: core.repeatedLog,
            configuration: core.configuration,
            clock: clock,
            logger: TestCore.logger
        )
    }

    /// Keeps house by a clock while the body runs, which begins when the clock is waited for.
    private static func run(
        _ core: TestCore,
        _ body: @escaping @Sendable (ManualClock) async throws -> Void
    ) async throws {
        let clock = ManualClock()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await Self.housekeeping(of: core, clock).run() }
            try await withDeadline {
                while clock.sleeperCount < 3 { await Task.yield() }
                try await body(clock)
            }
            group.cancelAll()
        }
    }

    @Test func `Readers who want it hear every five seconds that the server lives`() async throws {
        try await TestCore.run { core in
            let subscriber = EventSubscriber(
                principal: .root,
                options: EventSubscriber.Options(wantsVitals: false),
                longestBacklogBytes: { 1000 }
            )
            _ = try core.broadcaster.subscribe(subscriber)
            try await Self.run(core) { clock in
                for _ in 0..<2 {
                    clock.advance(by: .seconds(5))
                    let heard = await subscriber.next()?.map { String(buffer: $0) }
                    #expect(heard == [":\n\n"])
                    while clock.sleeperCount < 3 { await Task.yield() }
                }
            }
        }
    }

    @Test func `Old entries go by the retention that is in force then, not by that at the start`() async throws {
        let past = Date(timeIntervalSinceNow: -10 * 86_400)
        try await TestCore.run(now: { past }) { core in
            try await core.settle()
            try await Self.run(core) { clock in
                core.configuration.change { $0.retention.days = 1 }
                clock.advance(by: .seconds(60))
                while try await !core.store.entries(of: .everything).entries.isEmpty { await Task.yield() }
            }
        }
    }

    @Test func `What was counted is written each minute`() async throws {
        try await TestCore.run { core in
            for _ in 1...3 { core.access.audit.note(NewAuditRecord(.wrongToken), from: nil) }
            try await Self.run(core) { clock in
                clock.advance(by: .seconds(60))
                while try await core.store.auditTrail().records.map(\.count) != [nil, 2] { await Task.yield() }
            }
        }
    }

    @Test func `What was counted is written each minute while old entries are removed, however long that takes`()
        async throws
    {
        try await TestCore.run { core in
            let gate = DispatchSemaphore(value: 0)
            let readers = Mutex(0)
            let hold: @Sendable () async throws -> Void = {
                try await core.store.read { _ in
                    readers.withLock { $0 += 1 }
                    gate.wait()
                }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                // All the store's readers are busy, and pruning begins with a read.
                for _ in 1...3 { group.addTask { try await hold() } }
                defer { for _ in 1...3 { gate.signal() } }
                try await withDeadline { while readers.withLock({ $0 }) < 3 { await Task.yield() } }
                core.configuration.change { $0.retention.days = 1 }
                for _ in 1...3 { core.access.audit.note(NewAuditRecord(.wrongToken), from: nil) }
                try await Self.run(core) { clock in
                    clock.advance(by: .seconds(60))
                    while clock.sleeperCount < 2 { await Task.yield() }
                    core.access.audit.note(NewAuditRecord(.wrongToken), from: nil)
                    clock.advance(by: .seconds(60))
                    while clock.sleeperCount < 2 { await Task.yield() }
                    for _ in 1...3 { gate.signal() }
                    while try await core.store.auditTrail().records.map(\.count) != [nil, 2, nil] { await Task.yield() }
                }
            }
        }
    }

    @Test func `Classic addresses that were silent for long are forgotten, unless they are connected`() async throws {
        let past = Date(timeIntervalSinceNow: -10 * 86_400)
        try await TestCore.run(now: { past }) { core in
            for name in ["192.0.2.1", "192.0.2.2"] {
                _ = try await core.store.addPerson(name: name, kind: .classic, role: .member)
            }
            let address = try #require(IPAddress(parsing: "192.0.2.2"))
            _ = core.classicClients.join(TestClassicClient(), from: address, role: .member)
            try await Self.run(core) { clock in
                core.configuration.change { $0.retention.classicDays = 9 }
                clock.advance(by: .seconds(60))
                while try await core.store.people().map(\.name) != ["192.0.2.2"] { await Task.yield() }
            }
        }
    }
}
