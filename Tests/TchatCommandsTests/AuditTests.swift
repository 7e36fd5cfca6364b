import ArgumentParser
import Foundation
import TchatModel
import Testing

@testable import TchatCommands

@Suite struct AuditTests {
    private static let time = Date(timeIntervalSince1970: 1_763_869_500)

    private static func rows(_ records: [AuditRecord]) -> [[String]] {
        Audit.table(records).rows.map { Array($0.dropFirst()) }
    }

    private static func record(_ event: AuditEvent, _ change: (inout AuditRecord) -> Void = { _ in }) -> AuditRecord {
        var record = AuditRecord(id: 1, at: time, event: event)
        change(&record)
        return record
    }

    @Test func `A line tells the event and its values`() {
        let records = [
            Self.record(.wrongToken) { $0.address = "192.0.2.7" },
            Self.record(.codeMade) {
                $0.person = "alice"
                $0.role = .member
                $0.by = "root"
            },
            Self.record(.control) {
                $0.person = "root"
                $0.action = .kill
            },
            Self.record(.refused) { $0.address = "192.0.2.7" }, Self.record(.refused),
        ]
        #expect(
            Self.rows(records) == [
                ["wrong-token", "-", "192.0.2.7", ""], ["code-made", "alice", "-", "member, by root"],
                ["control", "root", "-", "kill"], ["refused", "-", "192.0.2.7", "a message"],
                ["refused", "-", "-", ""],
            ]
        )
    }

    @Test func `Older lines are named by their share and the line they come before`() throws {
        let more = AuditTrail(records: [Self.record(.refused)], hasMore: true)
        #expect(Audit.hint(behind: AuditTrail(records: more.records), repeatable: true) == nil)
        let hint = try #require(Audit.hint(behind: more, repeatable: false))
        #expect(hint.hasSuffix("--repeatable false --before 1"), "\(hint)")
        #expect(Audit.hint(behind: more, repeatable: nil)?.contains("--before") == false)
        let audit = try Audit.parse(["--repeatable", "false", "--before", "1"])
        #expect(audit.repeatable == false && audit.before == 1)
        #expect(throws: (any Error).self) { try Audit.parse(["--before", "1"]) }
    }

    @Test func `What was counted is told with its number and since when`() {
        let record = Self.record(.refused) {
            $0.method = "POST"
            $0.route = "/v1/control"
            $0.count = 99_999
            $0.firstAt = Self.time
        }
        let detail = Self.rows([record])[0][3]
        #expect(detail.hasPrefix("POST /v1/control, 99999 times since "), "\(detail)")
    }

    @Test func `What another version said stays as it is, and is safe to show`() {
        let records = [
            Self.record(.other("shou\u{1B}ted")), Self.record(.codeMade) { $0.detail = "member, by \u{1B}[2J" },
        ]
        #expect(Self.rows(records) == [["shou␛ted", "-", "-", ""], ["code-made", "-", "-", "member, by ␛[2J"]])
    }
}
