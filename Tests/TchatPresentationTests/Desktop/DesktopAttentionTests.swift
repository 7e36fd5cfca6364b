import Foundation
import TchatClient
import TchatClientFakes
import TchatModel
import Testing

@testable import TchatPresentation

/// What the window tells the user of, and which host is looked at.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DesktopAttentionTests {
    private let world = TestWorld()

    private func desktop() -> DesktopModel { DesktopModel(world.surroundings) }

    @Test func `What is said where nobody looks is notified of, until it is looked at`() async throws {
        let host = ScriptedHost()
        world.addKnown(host, at: "192.0.2.1")
        let desktop = desktop()
        let told = Told(desktop)
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.first?.state == .live }
            let long = String(repeating: "x", count: 300)
            host.say("oui\nbien\u{1B} \(long)", by: "b\u{1B}ob", in: "alice")
            try await eventually { told.notifications.count == 1 }
            let target = DesktopNotification.Target(host: .paired(host.status.id), conversation: "alice")
            guard case .show(target, let title, let body) = told.notifications[0] else {
                Issue.record("It is not shown")
                return
            }
            #expect(title == "b␛ob" && body.hasPrefix("oui bien␛ xxx") && body.count == 200 && body.hasSuffix("…"))
            #expect(told.announcements.isEmpty)
            desktop.setActive(true)
            #expect(told.notifications.last == .withdraw(target))
            host.say("et\u{1B}", by: "bob", in: "alice")
            try await eventually { told.announcements.first?.contains("et␛") == true }
            #expect(told.announcements.count == 1)
            #expect(told.notifications.count == 2)
            desktop.addHost()
            host.say("encore", by: "bob", in: "alice")
            try await eventually { told.notifications.last == .show(target, title: "bob", body: "encore") }
        }
    }

    @Test func `What is said in another conversation is notified of, and a notification leads there`() async throws {
        let (first, second) = (ScriptedHost(role: .operator), ScriptedHost("lab2"))
        first.addPerson("carol")
        world.addKnown(second, at: "192.0.2.1")
        world.addKnown(first, at: "192.0.2.2")
        let desktop = desktop()
        let told = Told(desktop)
        desktop.setActive(true)
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.count == 2 && desktop.hosts.allSatisfy { $0.state == .live } }
            first.say("à l'aide", by: "carol")
            let target = DesktopNotification.Target(host: .paired(first.status.id), conversation: "carol")
            try await eventually { told.notifications == [.show(target, title: "carol", body: "à l'aide")] }
            desktop.open(target)
            #expect(desktop.selectedHost === desktop.hosts[1] && desktop.page == .host)
            #expect(desktop.selectedHost?.selectedConversation?.name == "carol")
            #expect(told.notifications.last == .withdraw(target))
            first.say("a", by: "bob", in: "alice")
            try await eventually { told.notifications.count == 3 }
            let own = try #require(desktop.hosts[1].conversations.first { $0.isOwn })
            desktop.hosts[1].select(own)
            #expect(told.notifications.count == 4 && desktop.windowState.selectedConversation == "alice")
        }
    }

    @Test func `A notification that starts the program leads there too`() async throws {
        let host = ScriptedHost("lab2", role: .operator)
        host.addPerson("carol")
        world.addKnown(ScriptedHost(), at: "192.0.2.1")
        world.addKnown(host, at: "192.0.2.2")
        let desktop = desktop()
        desktop.open(.init(host: .paired(host.status.id), conversation: "carol"))
        try await withRunning(desktop.run) {
            try await eventually { desktop.selectedHost?.selectedConversation?.name == "carol" }
        }
    }

    @Test func `What is read elsewhere is withdrawn`() async throws {
        let host = ScriptedHost()
        world.addKnown(host, at: "192.0.2.1")
        let desktop = desktop()
        let told = Told(desktop)
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.first?.state == .live }
            host.say("oui", by: "bob", in: "alice")
            try await eventually { told.notifications.count == 1 }
            let reader = Author(kind: .person, name: "alice")
            host.move(Marker(conversation: "alice", reader: reader, delivered: 1))
            await settle()
            #expect(told.notifications.count == 1)
            host.move(Marker(conversation: "alice", reader: reader, delivered: 1, read: 1))
            let target = DesktopNotification.Target(host: .paired(host.status.id), conversation: "alice")
            try await eventually { told.notifications.last == .withdraw(target) }
        }
    }

    @Test func `Much that was missed is one notification`() async throws {
        let host = ScriptedHost()
        world.addKnown(host, at: "192.0.2.1")
        let desktop = desktop()
        let told = Told(desktop)
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.first?.state == .live }
            host.goAway()
            for number in 1...12 { host.say("\(number)", by: "bob", in: "alice") }
            host.comeBack()
            let target = DesktopNotification.Target(host: .paired(host.status.id), conversation: "alice")
            let body = "12 new messages, the last one: 12"
            try await eventually { told.notifications == [.show(target, title: "bob", body: body)] }
        }
    }

    @Test func `A screen reader is told once that the host goes and comes back, and what was missed`() async throws {
        let host = ScriptedHost()
        world.addKnown(host, at: "192.0.2.1")
        let desktop = desktop()
        let told = Told(desktop)
        desktop.setActive(true)
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.first?.state == .live }
            let conversation = try #require(desktop.hosts.first?.selectedConversation)
            try await eventually { conversation.isLoaded }
            #expect(told.announcements.isEmpty)
            host.goAway()
            try await eventually { told.announcements.count == 1 }
            #expect(told.announcements[0].contains("goes out when lab1 is back"))
            for text in ["oui", "bien"] { host.say(text, by: "bob", in: "alice") }
            host.comeBack()
            try await eventually { told.announcements.count == 3 }
            #expect(told.announcements[1...] == ["lab1 is back.", "2 new messages, the last one: bien"])
            host.say("et", by: "bob", in: "alice")
            try await eventually { told.announcements.count == 4 }
            host.endStreams(ScriptedHost.problem(401, "You were removed."))
            try await eventually { told.announcements.last == "lab1 no longer lets you in" }
            #expect(told.announcements.count == 5 && told.notifications.isEmpty)
        }
    }

    @Test func `The host that is looked at is told so`() async throws {
        world.addKnown(ScriptedHost(), at: "192.0.2.1")
        world.addKnown(ScriptedHost("lab2"), at: "192.0.2.2")
        let desktop = desktop()
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.count == 2 }
            #expect(desktop.hosts.map(\.link.isLookedAt) == [false, false])
            desktop.setActive(true)
            #expect(desktop.hosts.map(\.link.isLookedAt) == [true, false])
            desktop.select(desktop.hosts[1])
            #expect(desktop.hosts.map(\.link.isLookedAt) == [false, true])
            desktop.addHost()
            #expect(desktop.hosts.map(\.link.isLookedAt) == [false, false])
            desktop.leaveConnectionForm()
            desktop.setActive(false)
            #expect(desktop.hosts.map(\.link.isLookedAt) == [false, false])
        }
    }
}
