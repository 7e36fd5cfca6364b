import Glibc
import Testing

@testable import TchatCommands

@Suite struct EditorMailboxTests {
    private func isReadable(_ descriptor: CInt) -> Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) == 1
    }

    @Test func gathersRequestsAndWakesOnce() throws {
        let mailbox = try EditorMailbox(printLimit: 10)
        #expect(mailbox.take()?.isEmpty == nil)
        #expect(!isReadable(mailbox.wakeDescriptor))

        mailbox.post { $0.prints.append("one") }
        mailbox.post { $0.prints.append("two") }
        mailbox.post { $0.prompt = "> " }
        #expect(isReadable(mailbox.wakeDescriptor))
        mailbox.clearWakeUp()
        #expect(!isReadable(mailbox.wakeDescriptor))

        var requests = try #require(mailbox.take())
        #expect(requests.prints.drain() == ["one", "two"])
        #expect(requests.prompt == "> ")
        #expect(mailbox.take()?.isEmpty == nil)

        mailbox.post { $0.isStopping = true }
        #expect(isReadable(mailbox.wakeDescriptor))
    }

    @Test func takesNothingAfterTheEnd() async throws {
        let mailbox = try EditorMailbox(printLimit: 10)
        async let waiting: Void = mailbox.ended()
        mailbox.end()
        await waiting
        await mailbox.ended()
        mailbox.post { $0.isStopping = true }
        #expect(mailbox.take()?.isEmpty == nil)
    }
}
