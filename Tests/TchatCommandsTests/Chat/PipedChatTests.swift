import ArgumentParser
import Foundation
import Synchronization
import TchatClient
import TchatClientFakes
import TchatModel
import Testing

@testable import TchatCommands

@Suite(.timeLimit(.minutes(1))) struct PipedChatTests {
    private let host = ScriptedHost()
    private let storage = MemoryStorage()
    private let printed = Printed()

    private final class Printed: Sendable {
        private let state = Mutex<[String]>([])
        func add(_ line: String) { state.withLock { $0.append(line) } }
        var lines: [String] { state.withLock { $0 } }
    }

    private func chat(wait: Duration = .zero, timeout: Duration = .seconds(30)) -> PipedChat {
        let session = ChatSession(
            person: "alice",
            hostTitle: "lab1",
            style: TerminalStyle(isTerminal: false, environment: [:]),
            clock: { _ in "now" },
            day: { _ in "today" }
        )
        let runner = ChatRunner(
            person: "alice",
            client: host,
            storage: storage,
            talk: ChatTalk(session: session, print: { [printed] in printed.add($0) }),
            start: .newest
        )
        return PipedChat(
            runner: runner,
            hostTitle: "lab1",
            location: ScriptedHost.location,
            timeout: timeout,
            wait: wait
        )
    }

    private func lines(_ lines: String...) -> AsyncStream<String> {
        AsyncStream { continuation in
            for line in lines { continuation.yield(line) }
            continuation.finish()
        }
    }

    /// Waits until something has happened, or the test takes too long.
    private func until(_ condition: () -> Bool) async throws {
        while !condition() {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    /// What was printed besides the names of days.
    private var said: [String] { printed.lines.filter { !$0.hasPrefix("—") } }

    @Test func `What was said before is not printed`() async throws {
        host.say("old", by: "bob", in: "alice")
        try await chat().run(lines("hi", "cpu"))
        #expect(said.count == 3 && !said.contains { $0.contains("old") })
        #expect(host.log.compactMap(\.text) == ["old", "hi", "the cpu"])
    }

    @Test func `What was said before is not printed either when the host comes later`() async throws {
        for number in 1...3 { host.say("old \(number)", by: "bob", in: "alice") }
        host.goAway()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await chat(wait: .seconds(30)).run(lines("hi")) }
            // It is kept, and the host was tried.
            try await until { !storage.items.isEmpty && host.count(.events) > 0 }
            host.comeBack()
            try await until { host.log.last?.text == "hi" }
            host.say("salut", by: "bob", in: "alice")
            try await group.waitForAll()
        }
        #expect(said == ["now you: hi", "now bob: salut"])
    }

    @Test func `What another program of the user delivered is answered here too`() async throws {
        host.say("old", by: "bob", in: "alice")
        host.goAway()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await chat(wait: .seconds(30)).run(lines("hi")) }
            try await until { !storage.items.isEmpty && host.count(.events) > 0 }
            let item = try #require(storage.items.first)
            host.write(
                item.draft.content,
                by: Author(kind: .person, name: "alice"),
                in: "alice",
                uuid: item.uuid
            )
            host.say("salut", by: "bob", in: "alice")
            host.comeBack()
            try await group.waitForAll()
        }
        #expect(said == ["now you: hi", "now bob: salut"])
        #expect(host.log.count == 3)
    }

    @Test func `What is refused for good is said, and the exit status says so too`() async throws {
        host.refuse(.put, with: ScriptedHost.problem(409, "Another text."))
        await #expect(throws: ExitCode.self) { try await chat().run(lines("hi")) }
        #expect(said.contains { $0.hasPrefix("Not taken (") })
        #expect(storage.items.isEmpty)
    }

    @Test func `Whoever is shut out need not wait`() async throws {
        host.refuse(.entries, with: ScriptedHost.problem(401))
        await #expect(throws: HostError.self) { try await chat(timeout: .seconds(600)).run(lines("hi")) }
        #expect(storage.items.count == 1)
    }

    @Test func `What can't be delivered in time is kept`() async throws {
        host.goAway()
        let error = await #expect(throws: (any Error).self) {
            try await chat(timeout: .milliseconds(100)).run(lines("hi"))
        }
        #expect(error.map { "\($0)" }?.isEmpty == false)
        #expect(storage.items.count == 1)
    }
}
