import Foundation
import TchatModel
import TchatPairing
import Testing

@testable import TchatClient

@Suite struct HostErrorTests {
    private static let hostile = "\u{1B}[2J\u{202E}"
    private static let locations = [
        HostLocation.address(HostAddress(host: "vm" + hostile)), .socket(path: "/run" + hostile),
    ]
    private static let problem = Problem(title: hostile, status: 400, detail: "Why" + hostile + ".")

    @Test(arguments: locations)
    func `Each error is a sentence that is safe to show`(location: HostLocation) {
        let errors: [HostError] = [
            .unknownHost(location), .nobodyListening(location), .unreachable(location, reason: "No route to host"),
            .timedOut(location), .refused(location), .notTchat(location), .connectionLost(location),
            .unexpectedAnswer(location, .otherValue(Self.hostile)), .notOffered(.disk, offered: [.cpu]),
            .keyChanged(location, expected: Sample.pin(1), seen: Sample.pin(2)), .notLetIn(location),
            .notAllowed(location, Self.problem), .problem(location, Self.problem, retryAfterSeconds: nil),
            .problem(location, Self.problem, retryAfterSeconds: 3), .codeRefused(location),
            .noLocalServer(searched: [Self.hostile]), .notPaired(Self.hostile),
            .ambiguousHost(Self.hostile, matches: [Self.hostile]), .aliasTaken(Self.hostile, by: Self.hostile),
        ]
        for error in errors {
            let text = error.description
            #expect(text == text.visible() && text.hasSuffix(".") && text.count < 400, "\(text)")
        }
    }

    /// A problem as a host sends it, read again.
    private static func read(_ members: String, status: Int = 400) throws -> Problem {
        let json = #"{"title":"No","status":\#(status),"detail":"GET /v1/help!\u0007",\#(members)}"#
        return try APICoding.decoder().decode(Problem.self, from: Data(json.utf8))
    }

    @Test(arguments: [
        (
            #""code":"text-too-long","limitBytes":4096"#,
            "The text is too long: say it in pieces of at most 4096 bytes of UTF-8."
        ),
        (
            #""code":"unknown-conversation","name":"bob""#,
            "There is no conversation 'bob': check the name, or pair that person first."
        ),
        (
            #""code":"unknown-person","name":"\u001b[2J""#,
            "Nobody named '␛[2J' has access: check the name, or pair that person first."
        ),
        // Of an older host, of a newer one, and of one that leaves the value out.
        (#""x":1"#, "GET /v1/help!␇"), (#""code":"too-loud""#, "GET /v1/help!␇"),
        (#""code":"text-too-long""#, "GET /v1/help!␇"),
    ])
    func `A problem is said by its code, or else in the host's words`(members: String, sentence: String) throws {
        let error = HostError(try Self.read(members), retryAfterSeconds: nil, at: .socket(path: "/s"))
        #expect(error.english == "/s: \(sentence)")
        #expect(error.description == error.english)
    }

    @Test(arguments: [
        (#""code":"token-required""#, 401, HostError.notLetIn(.socket(path: "/s"))),
        (#""x":1"#, 401, .notLetIn(.socket(path: "/s"))), (#""code":"too-loud""#, 401, .notLetIn(.socket(path: "/s"))),
    ])
    func `Who is not let in is told so`(members: String, status: Int, error: HostError) throws {
        #expect(
            HostError(try Self.read(members, status: status), retryAfterSeconds: nil, at: .socket(path: "/s")) == error
        )
    }

    @Test func `A role that does not do is named, with the one that is needed`() throws {
        let members = #""code":"role-too-low","role":"guest","neededRole":"operator""#
        let error = HostError(try Self.read(members, status: 403), retryAfterSeconds: nil, at: .socket(path: "/s"))
        let reason = "Your role is guest; this needs operator: ask whoever let you in."
        #expect(error.english == "/s: \(reason)")
        guard case .notAllowed = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func `How long to wait is said once`() throws {
        let location = HostLocation.socket(path: "/s")
        let attempts = Problem(title: "", status: 429, reason: .tooManyAttempts(retryAfterSeconds: 9))
        #expect(
            HostError(attempts, retryAfterSeconds: 9, at: location).english
                == "/s: Too many wrong tokens or codes came from your address: wait 9 seconds and try again."
        )
        let reasons: [Problem.Reason] = [.notMeasuredYet, .tooManyCodes(limit: 5), .tooMuchUnsent(name: "alice")]
        for reason in reasons {
            let problem = Problem(title: "", status: 503, reason: reason)
            #expect(!HostError(problem, retryAfterSeconds: 1, at: location).english.contains("Try again in"))
        }
        let streams = Problem(title: "", status: 503, reason: .tooManyStreams)
        #expect(HostError(streams, retryAfterSeconds: 30, at: location).english.hasSuffix(" Try again in 30 seconds."))
    }

    @Test func `A changed key names both`() {
        let (expected, seen) = (Sample.pin(1), Sample.pin(2))
        let text = HostError.keyChanged(Self.locations[0], expected: expected, seen: seen).description
        #expect(text.contains(expected.description) && text.contains(seen.description))
    }
}
