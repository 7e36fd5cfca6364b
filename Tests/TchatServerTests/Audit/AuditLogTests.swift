import Foundation
import Logging
import Synchronization
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

@Suite struct AuditLogTests {
    private let folder = TemporaryFolder()

    private func store() throws -> Store {
        try Store(in: folder.path + "/data", logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// What the trail tells once everything is written.
    private func trail(of store: Store) async throws -> [AuditRecord] {
        // Behind what waits already.
        try await store.audit(NewAuditRecord(.other("end")))
        return try await store.auditTrail(limit: 1000).records.dropLast()
    }

    private static func refusal(_ route: String) -> NewAuditRecord {
        var record = NewAuditRecord(.refused, person: "alice")
        record.method = "POST"
        record.route = route
        return record
    }

    @Test func `A hundred thousand refusals leave few lines, with their number`() async throws {
        let store = try store()
        let log = AuditLog(store: store)
        let address = try #require(IPAddress(parsing: "192.0.2.7"))
        let start = Date(timeIntervalSinceReferenceDate: 0)
        log.note(NewAuditRecord(.paired, person: "alice"), from: address)
        for number in 0..<100_000 {
            log.note(Self.refusal("/v1/control"), from: address, at: start + Double(number))
        }
        log.note(Self.refusal("/v1/people"), from: address, at: start)
        log.writeRepeated()
        let trail = try await trail(of: store)
        #expect(trail.map(\.event) == [.paired, .refused, .refused, .refused])
        #expect(trail.map(\.route) == [nil, "/v1/control", "/v1/people", "/v1/control"])
        #expect(trail.map(\.count) == [nil, nil, nil, 99_999])
        #expect(trail.allSatisfy { $0.address == "192.0.2.7" && $0.person == "alice" })
        #expect(trail.last?.firstAt == start + 1)
        #expect(trail.last?.at == start + 99_999)
    }

    @Test func `The addresses of one IPv6 subscriber are one, and the first is told in full`() async throws {
        let store = try store()
        let log = AuditLog(store: store)
        for number in 1...9 {
            log.note(NewAuditRecord(.wrongToken), from: IPAddress(parsing: "2001:db8:0:1::\(number)"))
        }
        log.writeRepeated()
        let trail = try await trail(of: store)
        #expect(trail.map(\.address) == ["2001:db8:0:1::1", "2001:db8:0:1::/64"])
        #expect(trail.map(\.count) == [nil, 8])
    }

    @Test func `Wrong tokens from ever more networks are counted together beyond a number`() async throws {
        let store = try store()
        let log = AuditLog(store: store)
        for number in 0..<5000 {
            log.note(NewAuditRecord(.wrongToken), from: IPAddress(parsing: "10.0.\(number / 250).\(number % 250)"))
        }
        log.writeRepeated()
        let trail = try await trail(of: store)
        #expect(trail.count == 258)
        #expect(trail.last?.address == nil)
        #expect(trail.last?.count == 5000 - 257)
    }

    @Test func `Wrong tokens from ever more networks don't hide who listens and who was refused`() async throws {
        let store = try store()
        let log = AuditLog(store: store)
        for number in 0..<1000 {
            log.note(NewAuditRecord(.wrongToken), from: IPAddress(parsing: "10.0.\(number / 250).\(number % 250)"))
        }
        log.note(Self.refusal("/v1/control"), from: nil)
        for number in 0..<300 { log.note(NewAuditRecord(.listens, person: "p\(number)"), from: nil) }
        let trail = try await trail(of: store)
        #expect(trail.filter { $0.event == .refused }.map(\.route) == ["/v1/control"])
        #expect(Set(trail.filter { $0.event == .listens }.compactMap(\.person)).count == 300)
    }

    @Test func `What can't be written goes on being counted`() throws {
        let written = Mutex<[NewAuditRecord]>([])
        let isBroken = Mutex(false)
        let log = AuditLog { record, orElse in
            if isBroken.withLock({ $0 }) { orElse() } else { written.withLock { $0.append(record) } }
        }
        let start = Date(timeIntervalSinceReferenceDate: 0)
        let refusal = Self.refusal("/v1/control")
        for number in 0..<4 { log.note(refusal, from: nil, at: start + Double(number)) }
        isBroken.withLock { $0 = true }
        log.writeRepeated()
        log.note(refusal, from: nil, at: start + 60)
        log.note(Self.refusal("/v1/people"), from: nil, at: start + 61)
        isBroken.withLock { $0 = false }
        log.writeRepeated()
        let records = written.withLock { $0 }
        #expect(records.map(\.route) == ["/v1/control", "/v1/control", "/v1/people"])
        #expect(records.map(\.repeats?.count) == [nil, 4, 1])
        #expect(records[1].repeats?.firstAt == start + 1)
        #expect(records[1].repeats?.lastAt == start + 60)
    }

    @Test func `What only those who were let in can do is written each time`() async throws {
        let store = try store()
        let log = AuditLog(store: store)
        var record = NewAuditRecord(.control, person: "root")
        record.action = .reset
        for _ in 1...3 { log.note(record, from: nil) }
        log.writeRepeated()
        let trail = try await trail(of: store)
        #expect(trail.count == 3)
        #expect(trail.allSatisfy { $0.event == .control && $0.action == .reset && $0.count == nil })
    }
}
