import Foundation
import TchatModel
import Testing

@testable import TchatServer

@Suite struct ClassicConversationsTests {
    private let name = "192.0.2.7"
    private var conversations = ClassicConversations()

    private func entry(_ id: Int, _ uuid: UUID = UUID(), by kind: Author.Kind, _ text: String) -> Entry {
        Entry(
            id: id,
            uuid: uuid,
            conversation: name,
            at: Date(timeIntervalSince1970: 0),
            author: Author(kind: kind, name: name),
            content: .message(text: text)
        )
    }

    private mutating func join(_ client: TestClassicClient) -> Int {
        let address = IPAddress(bits: 0xc000_0207, bitWidth: 32)
        return conversations.join(client, ClassicConversations.Sender(name: name, address: address, role: .member))
    }

    /// - Returns: Whether there was room for each.
    private mutating func receive(_ messages: [UUID], from number: Int, limits: Limits = Limits()) -> [Bool] {
        messages.map { conversations.receive($0, from: number, limits: limits)?.name == name }
    }

    /// - Returns: To whom something is to be sent now, and what.
    private mutating func written(_ entry: Entry) -> (client: any ClassicClient, text: String)? {
        conversations.entryWritten(entry).map { ($0.client, $0.text) }
    }

    @Test mutating func `Whose turn it is goes by the log, not by who was first at the door`() throws {
        let (first, second) = (TestClassicClient(), TestClassicClient())
        let numbers = [join(first), join(second)]
        let messages = [UUID(), UUID()]
        for (message, number) in zip(messages, numbers) { _ = receive([message], from: number) }
        // Their event loops came to the log in the other order.
        let nothing = [
            written(entry(1, messages[1], by: .person, "deux")), written(entry(2, messages[0], by: .person, "un")),
        ]
        #expect(nothing.allSatisfy { $0 == nil })
        let answers = [written(entry(3, by: .operator, "à deux")), written(entry(4, by: .operator, "à un"))]
        #expect(answers[0]?.client === second && answers[0]?.text == "à deux")
        #expect(answers[1]?.client === first && answers[1]?.text == "à un")
    }

    @Test mutating func `What was said before a message was in the log does not answer it`() throws {
        let number = join(TestClassicClient())
        let message = UUID()
        _ = receive([message], from: number)
        let early = written(entry(1, by: .operator, "avant"))
        #expect(early?.text == nil)
        _ = written(entry(2, message, by: .person, "bonjour"))
        let answer = written(entry(3, by: .operator, "salut"))
        #expect(answer?.text == "avant\nsalut")
    }

    @Test mutating func `What could not be sent goes out with the next answer, in the order of the log`() throws {
        let numbers = [join(TestClassicClient()), join(TestClassicClient())]
        let messages = [UUID(), UUID()]
        for (message, number) in zip(messages, numbers) { _ = receive([message], from: number) }
        _ = written(entry(1, messages[0], by: .person, "un"))
        let lost = conversations.entryWritten(entry(2, by: .operator, "à un"))
        _ = written(entry(3, by: .operator, "encore"))
        conversations.putBack(try #require(lost))
        _ = written(entry(4, messages[1], by: .person, "deux"))
        let answer = conversations.entryWritten(entry(5, by: .operator, "à deux"))
        #expect(answer?.text == "à un\nencore\nà deux")
        #expect(answer?.lastEntryID == 5)
    }

    @Test mutating func `A message that was not kept is refused in its place, also behind one that was sent later`() {
        let client = TestClassicClient()
        let number = join(client)
        let messages = [UUID(), UUID(), UUID()]
        _ = receive(messages, from: number)
        for place in [0, 2] { _ = written(entry(place + 1, messages[place], by: .person, "x")) }
        let refused = conversations.withdraw(messages[1])
        #expect(refused?.client === client && refused?.earlier == 1)
        let again = conversations.withdraw(messages[1])
        #expect(again?.earlier == nil)
    }

    @Test mutating func `Room is given back by answers, by refusals and by leaving`() {
        var limits = Limits()
        limits.waitingMessages = 3
        let number = join(TestClassicClient())
        let messages = [UUID(), UUID(), UUID(), UUID()]
        let first = receive(messages, from: number, limits: limits)
        #expect(first == [true, true, true, false])
        _ = written(entry(1, messages[0], by: .person, "x"))
        let answer = written(entry(2, by: .operator, "y"))
        #expect(answer?.text == "y")
        _ = conversations.withdraw(messages[1])
        let second = receive([UUID(), UUID(), UUID()], from: number, limits: limits)
        #expect(second == [true, true, false])
        _ = conversations.leave(number)
        // What it had sent is still written, and then nobody waits for an answer.
        let late = [written(entry(3, messages[2], by: .person, "x")), written(entry(4, by: .operator, "z"))]
        #expect(late.allSatisfy { $0 == nil })
        let next = join(TestClassicClient())
        let third = receive([UUID(), UUID(), UUID(), UUID()], from: next, limits: limits)
        #expect(third == [true, true, true, false])
    }
}
