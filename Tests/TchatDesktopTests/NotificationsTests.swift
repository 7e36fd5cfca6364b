import Foundation
import Testing
import TchatPresentation

@testable import TchatDesktop

@Suite struct NotificationsTests {
    @Test(arguments: ["alice", "", "a|b", "été ☀", "127.0.0.1", "'); quit(", "%s%n"])
    func `A notification leads back to its conversation, whatever it is called`(conversation: String) throws {
        for host in [HostModel.ID.thisComputer, .paired(UUID())] {
            #expect(HostModel.ID(text: host.text) == host)
            let target = DesktopNotification.Target(host: host, conversation: conversation)
            #expect(DesktopNotification.Target(text: target.text) == target)
        }
    }

    @Test func `What somebody says is no markup on any desktop`() {
        #expect(Notifications.plain("<img src=\"http://a\"/> 1 < 2 & 3 > 2") == "‹img src=\"http://a\"/> 1 ‹ 2 & 3 > 2")
        // A letter that joins with the bracket hides nothing.
        #expect(!Notifications.plain("<\u{338}b>").unicodeScalars.contains("<"))
    }

    @Test(arguments: ["", "|", "this-computer", "nobody|alice", "this-computer2|alice", "1234|x"])
    func `What no notification said leads nowhere`(text: String) {
        #expect(DesktopNotification.Target(text: text) == nil)
    }
}
