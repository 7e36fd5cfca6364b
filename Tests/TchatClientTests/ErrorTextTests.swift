import Localization
import TchatModel
import TchatPairing
import Testing

@testable import TchatClient

/// What parts of Tchat without a catalogue say to people has to be in that of this one.
@Suite struct ErrorTextTests {
    @Test(
        arguments: [
            HostAddressError.unclosedBracket("[a"), HostAddressError.invalidHost("a b"),
            HostAddressError.invalidIPAddress("1.2"),
            HostAddressError.invalidPort("a:b"), PairingCodeError.wrongLength, PairingCodeError.unknownCharacter("é"),
            PairingClientError.wrongServerProof, PairingClientError.outOfOrder,
            PairingClientError.keyChanged(seenFirst: Sample.pin(1), seenThen: Sample.pin(2)),
            PairingClientError.key(.noMemory), PairingKeyError.unacceptableCost(3), PairingKeyError.noMemory,
            PairingServer.Refusal.unknownSession, PairingServer.Refusal.wrongProof,
            PairingOfferError.tooManyCodes(limit: 3),
        ] as [any Error]
    )
    func `Sentences of the model and of pairing are known`(error: any Error) {
        #expect(ErrorText.known.contains("\(error)"), "\(error)")
    }

    @Test func `What a host says that is not known stays as it is`() {
        let problem = Problem(title: "Teapot", status: 418, detail: "I am a teapot.")
        #expect(ErrorText.translation(of: problem.detail) == problem.detail)
        #expect(ErrorText.sentence(for: problem).contains("teapot"))
    }

    @Test func `Programs read English, the same as people without a catalogue`() {
        let location = HostLocation.socket(path: "/run/a")
        let problem = Problem(title: "", status: 403, detail: "Your role is guest; a console needs operator.")
        let error = HostError.notAllowed(location, problem)
        #expect(error.english == "\(error)")
        #expect(error.english.hasPrefix("/run/a does not allow that (Your role is guest; a console needs operator.)"))
    }
}
