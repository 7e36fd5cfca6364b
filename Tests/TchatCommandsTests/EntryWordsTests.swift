import TchatModel
import Testing

@testable import TchatCommands

@Suite struct EntryWordsTests {
    @Test func `An answer is said from its values`() {
        let text = AnswerText.text(of: .uptime, reading: .uptime(.init(uptimeSeconds: 3700)), words: "En marche depuis")
        #expect(text == "Uptime: 1\u{A0}h 1\u{A0}min")
    }

    @Test func `An answer of several lines has its label above them`() {
        let network = Reading.Network(interfaces: [
            NetworkActivity(interface: "lo", receivedBytesPerSecond: 0, sentBytesPerSecond: 0),
            NetworkActivity(interface: "eth\u{1B}0", receivedBytesPerSecond: 2048, sentBytesPerSecond: 5),
        ])
        #expect(
            AnswerText.text(of: .network, reading: .network(network), words: "lo : reçu 0 o/s") == """
                Network:
                lo     received      0\u{A0}B/s  sent  0\u{A0}B/s
                eth␛0  received  2.0\u{A0}KiB/s  sent  5\u{A0}B/s
                """
        )
    }

    @Test func `Where nothing is measured, that is said`() {
        #expect(AnswerText.text(of: .battery, reading: nil, words: "Batterie : aucune") == "Battery: none")
    }
}
