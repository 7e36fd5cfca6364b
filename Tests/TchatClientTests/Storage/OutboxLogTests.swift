import Foundation
import TchatModel
import Testing

@testable import TchatClient

@Suite struct OutboxLogTests {
    private static func item(_ text: String) -> OutboxItem {
        OutboxItem(
            uuid: UUID(),
            conversation: "alice",
            at: Date(millisecondsSince1970: 1000),
            draft: .message(text: text)
        )
    }

    private let items = ["un", "deux\nlignes", "trois 👋"].map(item)

    private func data(_ records: OutboxLog.Record...) throws -> Data {
        try records.map(OutboxLog.line).reduce(Data(), +)
    }

    @Test func `What is not done waits, in the order it was said`() throws {
        let (a, b, c) = (items[0], items[1], items[2])
        let log = OutboxLog(reading: try data(.accepted(a), .accepted(b), .done(a.uuid), .accepted(c), .done(UUID())))
        #expect(log.waiting == [b, c])
        #expect(OutboxLog(reading: try log.compacted()).waiting == [b, c])
        #expect(try log.compacted() == data(.accepted(b), .accepted(c)))
    }

    @Test func `Wherever a crash tore the last line, what came before stays`() throws {
        let whole = try data(.accepted(items[0]), .accepted(items[1]))
        let rest = try data(.accepted(items[2]))
        for length in 0..<rest.count {
            #expect(OutboxLog(reading: whole + rest.prefix(length)).waiting == [items[0], items[1]], "\(length)")
        }
        #expect(OutboxLog(reading: whole + rest).waiting == items)
    }

    @Test func `The same item twice waits once`() throws {
        #expect(OutboxLog(reading: try data(.accepted(items[0]), .accepted(items[0]))).waiting == [items[0]])
    }

    @Test func `Lines that nobody can read are kept`() throws {
        let strange = Data("{\"future\":1}\n".utf8)
        let log = OutboxLog(reading: strange + (try data(.accepted(items[0]), .done(items[0].uuid))))
        #expect(log.waiting.isEmpty)
        #expect(try log.compacted() == strange)
    }

    @Test(arguments: [
        (400, OutboxLog.Verdict.refused), (403, .refused), (404, .refused), (409, .refused), (413, .refused),
        (401, .later), (429, .later), (500, .later), (503, .later),
    ])
    func `A refusal for good is told from one that may pass`(status: Int, verdict: OutboxLog.Verdict) {
        #expect(OutboxLog.verdict(on: Sample.problem(status)) == verdict)
    }

    @Test(arguments: [
        (Problem.Reason.textTooLong(limitBytes: 1), OutboxLog.Verdict.refused), (.uuidTaken, .refused),
        (.emptyText, .refused),
        (.unknownConversation(name: "a"), .refused), (.notYours, .refused),
        (.roleTooLow(role: .guest, neededRole: .member), .refused), (.tokenRequired, .later),
        (.tooManyAttempts(retryAfterSeconds: 1), .later), (.tooMuchUnsent(name: "a"), .later),
        (.logUnavailable(.diskFull), .later), (.internalError, .later),
    ])
    func `A refusal for good is told by its code, whatever the status`(
        reason: Problem.Reason,
        verdict: OutboxLog.Verdict
    ) {
        let problem = Problem(title: "", status: 418, reason: reason)
        let error = HostError(problem, retryAfterSeconds: nil, at: .socket(path: "/s"))
        #expect(OutboxLog.verdict(on: error) == verdict)
    }

    @Test func `What is not allowed in this way may be in another`() {
        let problem = Problem(title: "", status: 403, reason: .encryptionRequired)
        #expect(OutboxLog.verdict(on: .notAllowed(.socket(path: "/s"), problem)) == .later)
    }

    @Test func `A host that is away refuses nothing`() {
        let location = HostLocation.socket(path: "/s")
        let errors = [
            HostError.timedOut(location), .connectionLost(location), .nobodyListening(location), .notTchat(location),
            .keyChanged(location, expected: Sample.pin(1), seen: Sample.pin(2)),
        ]
        for error in errors { #expect(OutboxLog.verdict(on: error) == .later) }
    }
}
