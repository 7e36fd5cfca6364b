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
            .unexpectedAnswer(location, detail: Self.hostile), .notOffered(.disk, offered: [.cpu]),
            .keyChanged(location, expected: Sample.pin(1), seen: Sample.pin(2)), .notLetIn(location, Self.problem),
            .notAllowed(location, Self.problem), .problem(location, Self.problem, retryAfterSeconds: nil),
            .problem(location, Self.problem, retryAfterSeconds: 3), .codeRefused(location, detail: Self.hostile),
            .noLocalServer(searched: [Self.hostile]), .notPaired(Self.hostile),
            .ambiguousHost(Self.hostile, matches: [Self.hostile]), .aliasTaken(Self.hostile, by: Self.hostile),
        ]
        for error in errors {
            let text = error.description
            #expect(text == text.visible() && text.hasSuffix(".") && text.count < 400, "\(text)")
        }
    }

    @Test func `A changed key names both`() {
        let (expected, seen) = (Sample.pin(1), Sample.pin(2))
        let text = HostError.keyChanged(Self.locations[0], expected: expected, seen: seen).description
        #expect(text.contains(expected.description) && text.contains(seen.description))
    }
}
