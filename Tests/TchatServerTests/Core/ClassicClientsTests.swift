import Foundation
import HostMetrics
import NIOCore
import TchatModel
import TchatStore
import Testing

@testable import TchatServer

@Suite struct ClassicClientsTests {
    private let address = IPAddress(bits: 0x7f00_0001, bitWidth: 32)
    private let name = "127.0.0.1"

    @Test func `An answer goes to the connection whose message has waited longest`() async throws {
        try await TestCore.run { core in
            let (first, second) = (TestClassicClient(), TestClassicClient())
            let firstNumber = core.classicClients.join(first, from: address, role: .member)
            let secondNumber = core.classicClients.join(second, from: address, role: .member)
            #expect(core.classicClients.receive("un", from: secondNumber))
            #expect(core.classicClients.receive("deux", from: firstNumber))
            try await core.settle()
            for text in ["a", "b"] { _ = try await core.say(text, in: name) }
            try await core.settle()
            #expect(first.heard == ["b"])
            #expect(second.heard == ["a"])
            let texts = try await core.store.entries(of: .conversation(name)).entries.compactMap(\.text)
            #expect(texts == ["un", "deux", "a", "b"])
        }
    }

    @Test func `A message whose client has left gets no answer, the next one does`() async throws {
        try await TestCore.run { core in
            let (gone, stays) = (TestClassicClient(), TestClassicClient())
            let number = core.classicClients.join(gone, from: address, role: .member)
            _ = core.classicClients.receive("un", from: number)
            let other = core.classicClients.join(stays, from: address, role: .member)
            _ = core.classicClients.receive("deux", from: other)
            core.classicClients.leave(number)
            try await core.settle()
            _ = try await core.say("a", in: name)
            try await core.settle()
            #expect(gone.heard == [])
            #expect(stays.heard == ["a"])
        }
    }

    @Test func `What is said unasked waits, and goes out in front of the next answer`() async throws {
        try await TestCore.run { core in
            let client = TestClassicClient()
            let number = core.classicClients.join(client, from: address, role: .member)
            core.classicClients.recordRefusal(of: .control(.kill), to: number)  // makes the conversation known
            for text in ["un", "deux"] { _ = try await core.say(text, in: name) }
            #expect(client.heard == [])
            _ = core.classicClients.receive("bonjour", from: number)
            try await core.settle()
            _ = try await core.say("trois", in: name)
            try await core.settle()
            #expect(client.heard == ["un\ndeux\ntrois"])
        }
    }

    @Test func `Unasked words outlive client and server, and go out once`() async throws {
        let folder = TemporaryFolder()
        try await TestCore.run(in: folder) { core in
            let client = TestClassicClient()
            let number = core.classicClients.join(client, from: address, role: .member)
            _ = core.classicClients.receive("bonjour", from: number)
            try await core.settle()
            _ = try await core.say("salut", in: name)
            _ = try await core.say("un", in: name)
            core.classicClients.leave(number)
            _ = try await core.say("deux", in: name)
            try await client.settle()
            try await core.settle()
            #expect(client.heard == ["salut"])
        }
        try await TestCore.run(in: folder) { core in
            let client = TestClassicClient()
            let number = core.classicClients.join(client, from: address, role: .member)
            _ = core.classicClients.receive("me revoici", from: number)
            try await core.settle()
            let last = try await core.say("trois", in: name)
            try await core.settle()
            #expect(client.heard == ["un\ndeux\ntrois"])
            try await client.settle()
            try await core.settle()
            let marker = try await core.store.markers(of: name).first { $0.reader.kind == .person }
            #expect(marker?.delivered == last.id)
        }
        try await TestCore.run(in: folder) { core in
            let undelivered = try await core.store.undeliveredToClassicClients()
            #expect(undelivered == [])
        }
    }

    @Test func `An answer to a connection that has just gone is neither lost nor told as delivered`() async throws {
        try await TestCore.run { core in
            let gone = TestClassicClient(isGone: true)
            let number = core.classicClients.join(gone, from: address, role: .member)
            _ = core.classicClients.receive("bonjour", from: number)
            try await core.settle()
            try await core.say("salut", in: name)
            try await gone.settle()
            core.classicClients.leave(number)
            try await core.settle()
            #expect(try await core.store.undeliveredToClassicClients().compactMap(\.text) == ["salut"])

            let next = TestClassicClient()
            let nextNumber = core.classicClients.join(next, from: address, role: .member)
            _ = core.classicClients.receive("me revoici", from: nextNumber)
            try await core.settle()
            try await core.say("rebonjour", in: name)
            try await next.settle()
            try await core.settle()
            #expect(next.heard == ["salut\nrebonjour"])
            #expect(try await core.store.undeliveredToClassicClients() == [])
        }
    }

    @Test func `More messages than may wait are refused, and leaving makes room`() async throws {
        var limits = Limits()
        limits.waitingMessages = 2
        try await TestCore.run(limits) { core in
            let first = core.classicClients.join(TestClassicClient(), from: address, role: .member)
            let second = core.classicClients.join(TestClassicClient(), from: address, role: .member)
            #expect(core.classicClients.receive("un", from: first))
            #expect(core.classicClients.receive("deux", from: first))
            #expect(!core.classicClients.receive("trois", from: second))
            core.classicClients.leave(first)
            #expect(core.classicClients.receive("trois", from: second))
        }
    }

    @Test func `Too many unasked words are an error, not lost; a waiting message makes room`() async throws {
        var limits = Limits()
        limits.unsentBytes = 10
        try await TestCore.run(limits) { core in
            let number = core.classicClients.join(TestClassicClient(), from: address, role: .member)
            core.classicClients.recordRefusal(of: .control(.kill), to: number)
            _ = try await core.say("0123456789", in: name)
            await #expect(throws: Problem.Reason.tooMuchUnsent(name: name)) { try await core.say("x", in: name) }
            _ = core.classicClients.receive("bonjour", from: number)
            try await core.settle()
            _ = try await core.say("x", in: name)
        }
    }

    @Test func `A question asked in a loop is in the log once for each sample`() async throws {
        try await TestCore.run { core in
            let snapshot = core.sampler.snapshot
            let number = core.classicClients.join(TestClassicClient(), from: address, role: .guest)
            for _ in 0..<10 { core.classicClients.recordQuestion(.name, answeredFrom: snapshot, to: number) }
            core.classicClients.recordQuestion(.os, answeredFrom: snapshot, to: number)
            try await core.settle()
            let kinds = try await core.store.entries(of: .conversation(name)).entries.map(\.kind)
            #expect(kinds == [.question, .answer, .question, .answer, .notice])
        }
    }

    @Test func `A client that comes back within a sample is answered, and not written again`() async throws {
        try await TestCore.run { core in
            let snapshot = core.sampler.snapshot
            for _ in 0..<3 {
                let number = core.classicClients.join(TestClassicClient(), from: address, role: .guest)
                core.classicClients.recordQuestion(.os, answeredFrom: snapshot, to: number)
                core.classicClients.leave(number)
            }
            try await core.settle()
            let kinds = try await core.store.entries(of: .conversation(name)).entries.map(\.kind)
            #expect(kinds == [.question, .answer, .notice])
        }
    }

    @Test func `The log has the answer that was sent, not a later one`() async throws {
        try await TestCore.run { core in
            let number = core.classicClients.join(TestClassicClient(), from: address, role: .guest)
            let used = Measured(
                value: MemoryUsage(
                    totalBytes: 4 << 30,
                    usedBytes: 3 << 30,
                    freeBytes: 1 << 30,
                    availableBytes: 1 << 30,
                    buffersAndCacheBytes: 0,
                    swapTotalBytes: nil,
                    swapUsedBytes: nil
                ),
                at: .now
            )
            let sent = Snapshot(number: 7, facts: .sample, sample: HostSample(memory: used))
            core.classicClients.recordQuestion(.ram, answeredFrom: sent, to: number)
            try await core.settle()
            let entries = try await core.store.entries(of: .conversation(name)).entries
            let answers = entries.compactMap { entry in
                if case .answer(.ram, _, let text, _) = entry.content { text } else { nil }
            }
            #expect(answers == [sent.replies[.ram].map { String(buffer: $0) }])
        }
    }

    @Test func `Two connections on two threads are each answered what was said to their own message`() async throws {
        try await TestCore.run { core in
            for _ in 0..<100 {
                let clients = [TestClassicClient(), TestClassicClient()]
                let numbers = clients.map { core.classicClients.join($0, from: address, role: .member) }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (place, number) in numbers.enumerated() {
                        group.addTask { #expect(core.classicClients.receive("\(place)", from: number)) }
                    }
                    try await group.waitForAll()
                }
                try await core.settle()
                // The operator answers what stands in the log, one after the other.
                let said = try await core.store.entries(of: .conversation(name), before: nil, limit: 4).entries
                    .filter { $0.author.kind == .person }.compactMap(\.text).suffix(2)
                for text in said { try await core.say("à \(text)", in: name) }
                #expect(clients.map(\.heard) == [["à 0"], ["à 1"]])
                for number in numbers { core.classicClients.leave(number) }
            }
        }
    }
}
