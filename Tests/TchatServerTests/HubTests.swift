import Logging
import Synchronization
import TchatModel
import Testing

@testable import TchatServer

@Suite struct HubTests {
    private let hub = Hub(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    private let address = IPAddress(bits: 0x7f00_0001, bitWidth: 32)

    /// A client that keeps what it is told.
    private final class Client: HubClient {
        let heard = Mutex<[String]>([])
        let hasRoom: Bool

        init(hasRoom: Bool = true) {
            self.hasRoom = hasRoom
        }

        func answer(_ text: String) { heard.withLock { $0.append("answer \(text)") } }

        func say(_ text: String) -> Bool {
            if hasRoom { heard.withLock { $0.append("say \(text)") } }
            return hasRoom
        }
    }

    @Test func `Names are never used twice`() {
        let first = hub.join(Client(), from: address, role: .member)
        hub.leave(first, answeredQuestions: 0, unsentMessages: 0)
        let second = hub.join(Client(), from: address, role: .member)
        #expect(first == "127.0.0.1#1")
        #expect(second == "127.0.0.1#2")
    }

    @Test func `Each thing said answers the oldest message; the rest waits its turn`() throws {
        let client = Client()
        let name = hub.join(client, from: address, role: .member)
        #expect(hub.receive("un", from: name, limit: 10))
        #expect(hub.receive("deux", from: name, limit: 10))
        for text in ["a", "b", "c"] { try hub.say(text, to: name) }
        let heard = client.heard.withLock(\.self)
        #expect(heard == ["answer a", "answer b", "say c"])
    }

    @Test func `A console that comes later finds what waits, with the time it came`() {
        let name = hub.join(Client(), from: address, role: .guest)
        _ = hub.receive("bonjour", from: name, limit: 10)
        let subscription = hub.subscribe()
        #expect(subscription.conversations.map(\.name) == [name])
        #expect(subscription.conversations.first?.waiting.map(\.text) == ["bonjour"])
        #expect(subscription.conversations.first?.role == .guest)
    }

    @Test func `Every console sees everything, numbered without a gap`() async throws {
        let consoles = [hub.subscribe(), hub.subscribe()]
        let name = hub.join(Client(), from: address, role: .member)
        _ = hub.receive("bonjour", from: name, limit: 10)
        try hub.say("salut", to: name)
        hub.note(.disconnect, by: name)
        hub.leave(name, answeredQuestions: 3, unsentMessages: 0)
        for console in consoles {
            var numbers: [Int] = []
            for await (number, event) in console.events {
                numbers.append(number)
                if case .left(name: name, answeredQuestions: 3, unsentMessages: 0) = event { break }
            }
            #expect(numbers == [1, 2, 3, 4, 5])
        }
    }

    @Test func `More messages than may wait are refused, and leaving makes room`() {
        let first = hub.join(Client(), from: address, role: .member)
        let second = hub.join(Client(), from: address, role: .member)
        #expect(hub.receive("un", from: first, limit: 2))
        #expect(hub.receive("deux", from: first, limit: 2))
        #expect(!hub.receive("trois", from: second, limit: 2))
        hub.leave(first, answeredQuestions: 0, unsentMessages: 0)
        #expect(hub.receive("trois", from: second, limit: 2))
    }

    @Test func `Words that can't go out are an error, not lost`() {
        #expect(throws: Hub.SayError.unknownConversation("personne")) { try hub.say("x", to: "personne") }
        let name = hub.join(Client(hasRoom: false), from: address, role: .member)
        #expect(throws: Hub.SayError.tooMuchUnsent(name)) { try hub.say("x", to: name) }
    }
}
