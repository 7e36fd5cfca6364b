import Foundation
import TchatModel
import Testing

@Suite struct AuditRecordTests {
    private static let time = Date(timeIntervalSince1970: 1_763_869_500)

    private static func json(_ record: AuditRecord) throws -> String {
        let encoder = APICoding.encoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(record), as: UTF8.self)
    }

    private static func record(_ json: String) throws -> AuditRecord {
        try APICoding.decoder().decode(AuditRecord.self, from: Data(json.utf8))
    }

    @Test func `What is not there is absent`() throws {
        let record = AuditRecord(id: 7, at: Self.time, event: .wrongToken)
        let json = #"{"at":"2025-11-23T03:45:00.000Z","event":"wrong-token","id":7}"#
        #expect(try Self.json(record) == json)
        #expect(try Self.record(json) == record)
    }

    @Test func `Every value is in the object`() throws {
        var record = AuditRecord(id: 7, at: Self.time, event: .refused)
        record.person = "alice"
        record.address = "192.0.2.7"
        record.role = .member
        record.by = "root"
        record.action = .kill
        record.method = "POST"
        record.route = "/v1/control"
        record.count = 3
        record.firstAt = Self.time - 1
        record.detail = "d"
        let json = try Self.json(record)
        #expect(
            json
                == #"{"action":"kill","address":"192.0.2.7","at":"2025-11-23T03:45:00.000Z","by":"root","count":3,"#
                + #""detail":"d","event":"refused","firstAt":"2025-11-23T03:44:59.000Z","id":7,"method":"POST","#
                + #""person":"alice","role":"member","route":"/v1/control"}"#
        )
        #expect(try Self.record(json) == record)
    }

    @Test func `The values are in one text too, for older clients`() throws {
        var record = AuditRecord(id: 7, at: Self.time, event: .refused)
        record.method = "POST"
        record.route = "/v1/control"
        record.count = 3
        var json = try Self.json(record)
        #expect(json.contains(#""detail":"POST /v1/control, 3 times""#), "\(json)")
        #expect(try Self.record(json) == record)
        record = AuditRecord(id: 7, at: Self.time, event: .codeMade)
        record.role = .member
        record.by = "root"
        json = try Self.json(record)
        #expect(json.contains(#""detail":"member, by root""#), "\(json)")
        #expect(try Self.record(json) == record)
    }

    @Test func `What only a newer host knows does not hide the rest`() throws {
        let json =
            #"{"id":1,"at":"2025-11-23T03:45:00.000Z","event":"shouted","role":"king","action":"dance","more":1}"#
        let record = try Self.record(json)
        #expect(record == AuditRecord(id: 1, at: Self.time, event: .other("shouted")))
    }

    @Test(arguments: AuditEvent.known)
    func `Every event is read from its word`(event: AuditEvent) {
        #expect(AuditEvent(word: event.word) == event)
    }
}
