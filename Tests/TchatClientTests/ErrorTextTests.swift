import TchatModel
import TchatPairing
import Testing

@testable import TchatClient

@Suite struct ErrorTextTests {
    @Test(
        arguments: [
            (
                HostAddressError.unclosedBracket("[a"),
                "'[a' is not an address: write an IPv6 address with a port as [ADDRESS]:PORT."
            ),
            (
                HostAddressError.invalidHost("a b\u{1B}"),
                "'a b␛' is not an address: write HOST or HOST:PORT, for example 192.168.1.20:5005."
            ),
            (
                PairingCodeError.unknownCharacter("é"),
                "A pairing code has no 'é': type it as the host shows it, XXXX-XXXX-XXXX."
            ),
            (
                PairingClientError.keyChanged(seenFirst: Sample.pin(1), seenThen: Sample.pin(2)),
                "The host showed two keys, \(Sample.pin(1)) and then \(Sample.pin(2)), so nothing was stored: check whether "
                    + "something on the way opens encrypted connections, then pair again with a new code."
            ),
            (
                PairingClientError.key(.noMemory),
                "There is not enough memory to derive the pairing key: close some programs and pair again."
            ),
        ] as [(any Error, String)]
    )
    func `An error with a phrase is said by it`(error: any Error, sentence: String) {
        #expect(ErrorText.sentence(for: error) == sentence)
        #expect("\(error)" == sentence)
    }

    private struct Other: Error, CustomStringConvertible {
        let description = "Broken.\u{1B}[2J"
    }

    @Test func `Any other error is shown as it is, safely`() {
        #expect(ErrorText.sentence(for: Other()) == "Broken.␛[2J")
    }
}
