import Foundation
import TchatClient
import TchatClientFakes
import TchatModel
import TchatPairing
import TestClock
import Testing

@testable import TchatPresentation

@Suite(.serialized, .timeLimit(.minutes(1))) struct DesktopModelTests {
    private let world = TestWorld()

    private func desktop() -> DesktopModel { DesktopModel(world.surroundings) }

    // MARK: - Hosts

    @Test func `Without any host it welcomes`() async throws {
        let desktop = desktop()
        try await withRunning(desktop.run) {
            await settle()
            #expect(desktop.page == .welcome && desktop.hosts.isEmpty && desktop.failure == nil)
            desktop.addHost()
            #expect(desktop.page == .connection)
            desktop.leaveConnectionForm()
            #expect(desktop.page == .welcome)
        }
    }

    @Test func `This computer stands first, then the paired hosts as they were paired`() async throws {
        world.startLocalServer()
        world.addKnown(ScriptedHost("zebra"), at: "192.0.2.1")
        world.addKnown(ScriptedHost("ant"), at: "192.0.2.2")
        let desktop = desktop()
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.count == 3 && desktop.hosts.allSatisfy { $0.state == .live } }
            #expect(desktop.hosts.map(\.title) == ["This computer", "zebra", "ant"])
            #expect(desktop.page == .host && desktop.selectedHost === desktop.hosts[0])
        }
    }

    @Test func `Paired with, this computer is another host, and nobody speaks in another's name`() async throws {
        let console = world.startLocalServer()
        let paired = ScriptedHost("vm", id: console.status.id, caller: "alice")
        console.addPerson("alice")
        world.addKnown(paired, at: "127.0.0.1")
        let desktop = desktop()
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.count == 2 && desktop.hosts.allSatisfy { $0.state == .live } }
            let conversation = try #require(desktop.hosts[0].conversations.first { $0.name == "alice" })
            conversation.draft = "bonjour"
            #expect(conversation.send() == .accepted)
            try await eventually { console.log.map(\.author) == [Author(kind: .operator, name: "root")] }
            await settle()
            #expect(paired.log.isEmpty)
        }
    }

    @Test func `What the rows of other hosts show moves with the selected host's figures`() async throws {
        let (first, second) = (ScriptedHost("zebra"), ScriptedHost("ant"))
        world.addKnown(first, at: "192.0.2.1")
        world.addKnown(second, at: "192.0.2.2")
        let desktop = desktop()
        try await withRunning(desktop.run) {
            desktop.setVisible(true)
            try await eventually { [first, second].allSatisfy { $0.openStreams(vitals: true) == 1 } }
            var texts: [String?] { desktop.hosts.map(\.information.cpuText) }
            // Nothing is known of the selected one yet.
            second.sample(cpuPercent: 10, second: 1)
            try await eventually { texts == [nil, "10.0\u{A0}%"] }
            first.sample(cpuPercent: 50, second: 1)
            try await eventually { texts == ["50.0\u{A0}%", "10.0\u{A0}%"] }
            second.sample(cpuPercent: 20, second: 2)
            await settle()
            #expect(texts == ["50.0\u{A0}%", "10.0\u{A0}%"])
            first.sample(cpuPercent: 51, second: 2)
            try await eventually { texts == ["51.0\u{A0}%", "20.0\u{A0}%"] }
            #expect(desktop.hosts[1].information.recentCPUPercent == [10, 20])
        }
    }

    @Test func `A list that can't be read is said, and this computer is there all the same`() async throws {
        world.startLocalServer()
        let failure = LocalFileError.damaged(path: "/hosts.json", detail: "it is no list of hosts")
        world.listFailure = failure
        let desktop = desktop()
        try await withRunning(desktop.run) {
            try await eventually { desktop.failure == "\(failure)" && desktop.page == .host }
            world.listFailure = nil
            desktop.setActive(true)
            try await eventually { desktop.failure == nil }
        }
    }

    @Test func `A local server is found when it starts, while the window can be seen`() async throws {
        let desktop = desktop()
        desktop.setVisible(true)
        try await withRunning(desktop.run) {
            try await eventually { world.clock.sleeperCount == 1 }
            let host = world.startLocalServer()
            world.clock.advance(by: .seconds(2))
            try await eventually { desktop.hosts.first?.state == .live }
            #expect(desktop.page == .host)
            // Its page has come as well, so that no second try is due.
            try await eventually { desktop.hosts.first?.selectedConversation?.isSynchronized == true }
            // It is heard: nothing looks for it any more.
            try await eventually { world.clock.sleeperCount == 0 }
            host.goAway()
            world.stopLocalServer()
            try await eventually { world.clock.sleeperCount == 1 }
            #expect(desktop.hosts.count == 1)
            let retries = host.count(.retryNow)
            world.clock.advance(by: .seconds(2))
            try await eventually { world.clock.sleeperCount == 1 }
            #expect(host.count(.retryNow) == retries)
            world.startLocalServer(host)
            world.clock.advance(by: .seconds(2))
            try await eventually { host.count(.retryNow) > retries }
            // That its socket is there still is no reason to be impatient.
            try await eventually { world.clock.sleeperCount == 1 }
            world.clock.advance(by: .seconds(2))
            try await eventually { world.clock.sleeperCount == 1 }
            #expect(host.count(.retryNow) == retries + 1)
            host.comeBack()
            try await eventually { desktop.hosts.first?.state == .live }
        }
    }

    @Test func `A host that the user left stays left when the window opens anew, with its conversation`() async throws {
        let host = ScriptedHost()
        host.say("before", by: "alice")
        let known = world.addKnown(host, at: "192.0.2.1")
        var desktop = desktop()
        try await withRunning(desktop.run) {
            try await eventually { desktop.selectedHost?.selectedConversation?.items.isEmpty == false }
            try await eventually { desktop.hosts[0].state == .live }
            desktop.hosts[0].control(.disconnect)
            #expect(desktop.windowState.leftHosts == [known.id.lowercased])
        }
        let waiting = world.storage(of: known.id).accepted(.message(text: "meanwhile"), for: "alice")
        let calls = host.calls.count
        desktop = self.desktop()
        try await withRunning(desktop.run) {
            try await eventually { desktop.selectedHost?.selectedConversation?.items.last?.id == .entry(waiting) }
            let left = desktop.hosts[0]
            let conversation = try #require(left.selectedConversation)
            try await eventually { conversation.items.contains { $0.accessibleText.contains("before") } }
            #expect(left.state == .disconnected && left.banner?.action == "Connect" && left.controls.isEmpty)
            // Paired with anew elsewhere, it is still left.
            world.addKnown(host, at: "192.0.2.2")
            desktop.setActive(true)
            try await eventually { left.known?.address.host == "192.0.2.2" }
            await settle()
            #expect(left.state == .disconnected && !host.calls[calls...].contains { $0 != .shutDown })
            left.connect()
            try await eventually { left.state == .live && host.log.last?.text == "meanwhile" }
            #expect(desktop.windowState.leftHosts == nil)
        }
    }

    @Test func `This computer is not brought back by its server when the user left it`() async throws {
        world.windowState = WindowState()
        world.windowState?.leftHosts = ["this-computer"]
        let host = world.startLocalServer()
        let desktop = desktop()
        desktop.setVisible(true)
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.count == 1 }
            await settle()
            #expect(desktop.hosts[0].state == .disconnected && host.calls.isEmpty)
            desktop.hosts[0].connect()
            try await eventually { desktop.hosts[0].state == .live }
        }
    }

    @Test func `Hidden, nothing wakes up`() async throws {
        world.addKnown(ScriptedHost(), at: "192.0.2.1")
        let desktop = desktop()
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.first?.state == .live }
            await settle()
            #expect(world.clock.sleeperCount == 0 && world.searches == 1)
            desktop.setVisible(true)
            try await eventually { world.clock.sleeperCount == 1 && world.searches == 2 }
            desktop.setVisible(false)
            try await eventually { world.clock.sleeperCount == 0 }
        }
    }

    @Test func `What was looked at the last time is looked at again`() async throws {
        let (first, second) = (ScriptedHost(), ScriptedHost("lab2", role: .operator))
        second.say("a", by: "carol")
        second.say("b", by: "dave")
        world.startLocalServer()
        world.addKnown(first, at: "192.0.2.1")
        world.addKnown(second, at: "192.0.2.2")
        var state = WindowState()
        (state.selectedHost, state.selectedConversation) = (second.status.id.lowercased, "carol")
        world.windowState = state
        let desktop = desktop()
        #expect(desktop.windowState == state)
        try await withRunning(desktop.run) {
            try await eventually { desktop.selectedHost?.selectedConversation?.name == "carol" }
            #expect(desktop.selectedHost?.title == "lab2")
            #expect(desktop.hosts.map(\.information.isShown) == [false, false, true])
            desktop.select(desktop.hosts[1])
            #expect(desktop.windowState.selectedHost == first.status.id.lowercased)
            #expect(desktop.windowState.selectedConversation == "alice")
        }
        #expect(world.windowState?.selectedHost == first.status.id.lowercased)
    }

    @Test func `The window's state is written once it rests`() async throws {
        let desktop = desktop()
        try await withRunning(desktop.run) {
            for width in 800..<900 { desktop.windowState.width = width }
            try await eventually { world.clock.sleeperCount == 1 }
            #expect(world.remembered.isEmpty)
            world.clock.advance(by: .seconds(1))
            try await eventually { world.remembered.map(\.width) == [899] }
        }
    }

    @Test func `What is undone just before the end is remembered as it was`() async throws {
        world.windowState = WindowState()
        world.windowState?.width = 800
        let desktop = desktop()
        try await withRunning(desktop.run) {
            desktop.windowState.width = 900
            try await eventually { world.clock.sleeperCount == 1 }
            world.clock.advance(by: .seconds(1))
            try await eventually { world.windowState?.width == 900 }
            desktop.windowState.width = 800
        }
        #expect(world.windowState?.width == 800)
    }

    @Test func `Hosts that another program pairs with or forgets come and go`() async throws {
        let (first, second) = (ScriptedHost(), ScriptedHost("lab2"))
        let known = world.addKnown(first, at: "192.0.2.1")
        let desktop = desktop()
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.first?.state == .live }
            world.addKnown(second, at: "192.0.2.2")
            desktop.setActive(true)
            try await eventually { desktop.hosts.count == 2 }
            desktop.setActive(false)
            world.known.removeAll { $0.id == known.id }
            desktop.setActive(true)
            try await eventually { desktop.hosts.map(\.title) == ["lab2"] && desktop.selectedHost?.title == "lab2" }
            try await eventually { first.calls.last == .shutDown }
        }
    }

    @Test func `A host that is forgotten leaves nothing but what waits for it`() async throws {
        let (first, second) = (ScriptedHost(), ScriptedHost("lab2"))
        world.addKnown(first, at: "192.0.2.1")
        world.addKnown(second, at: "192.0.2.2")
        let storage = world.storage(of: first.status.id)
        let desktop = desktop()
        let told = Told(desktop)
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.count == 2 && desktop.hosts.allSatisfy { $0.state == .live } }
            first.say("a", by: "bob", in: "alice")
            try await eventually { !storage.copy(of: "alice").isEmpty && told.notifications.count == 1 }
            let target = DesktopNotification.Target(host: .paired(first.status.id), conversation: "alice")
            desktop.forget(desktop.hosts[0])
            try await eventually { told.notifications.last == .withdraw(target) }
            try await eventually { desktop.hosts.map(\.title) == ["lab2"] && storage.copy(of: "alice").isEmpty }
            #expect(world.known.map(\.name) == ["lab2"])
            #expect(desktop.selectedHost === desktop.hosts[0])
            try await eventually { first.calls.last == .shutDown }
            world.listFailure = .busy(path: "/hosts.json")
            desktop.forget(desktop.hosts[0])
            try await eventually { desktop.failure != nil }
            #expect(desktop.hosts.count == 1)
            world.listFailure = nil
            desktop.forget(desktop.hosts[0])
            try await eventually { desktop.page == .welcome && desktop.selectedHost == nil }
        }
    }

    @Test func `With a host, all that is kept of it goes`() async throws {
        let host = ScriptedHost()
        let entry = host.say("a", by: "alice")
        world.addKnown(host, at: "192.0.2.1")
        let storage = world.storage(of: host.status.id)
        try await storage.append([entry], to: "alice")
        storage.accepted(.message(text: "never delivered"), for: "alice")
        host.goAway()
        let desktop = desktop()
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.count == 1 }
            desktop.forget(desktop.hosts[0])
            try await eventually { storage.items.isEmpty && storage.copy(of: "alice").isEmpty }
        }
        #expect(host.count(.put) == 0)
    }

    @Test func `A list that was read before a host was paired with does not take it away`() async throws {
        let (slow, host) = (ScriptedHost(), ScriptedHost("lab2"))
        var surroundings = world.surroundings
        surroundings.knownHosts = { [world] in
            let known = world.known
            _ = try await slow.status()
            return known
        }
        world.onPair { [world] address, _ in world.addKnown(host, at: address.host) }
        let desktop = DesktopModel(surroundings)
        try await withRunning(desktop.run) {
            try await eventually { slow.count(.status) == 1 }
            await settle()
            slow.hold(.status)
            desktop.setActive(true)
            try await eventually { slow.count(.status) == 2 }
            desktop.addHost()
            desktop.connectionForm.address = "192.0.2.9"
            desktop.connectionForm.code = "ABCD-EFGH-JKMN"
            desktop.connectionForm.connect()
            try await eventually { desktop.hosts.count == 1 }
            slow.release(.status)
            await settle()
            #expect(desktop.hosts.count == 1 && slow.count(.status) == 3)
        }
    }

    // MARK: - The form

    @Test func `Who fills in the form goes on when a host is forgotten elsewhere`() async throws {
        let slow = ScriptedHost()
        slow.hold(.status)
        for index in 1...2 { world.addKnown(ScriptedHost("lab\(index)"), at: "192.0.2.\(index)") }
        world.onPair { [world] address, _ in
            _ = try await slow.status()
            return world.known(slow, at: address.host)
        }
        let desktop = desktop()
        try await withRunning(desktop.run) {
            try await eventually { desktop.hosts.count == 2 && desktop.selectedHost != nil }
            desktop.addHost()
            desktop.connectionForm.code = "ABCD-EFGH-JKMN"
            desktop.connectionForm.connect()
            try await eventually { slow.count(.status) == 1 }
            world.known.removeFirst()
            desktop.setActive(true)
            try await eventually { desktop.hosts.count == 1 }
            #expect(desktop.page == .connection && desktop.connectionForm.isConnecting)
            #expect(desktop.selectedHost === desktop.hosts[0])
            slow.release(.status)
        }
    }

    @Test func `A host that was paired with is shown`() async throws {
        let host = ScriptedHost()
        world.onPair { [world] address, _ in world.addKnown(host, at: address.host) }
        let desktop = desktop()
        try await withRunning(desktop.run) {
            desktop.addHost()
            desktop.connectionForm.address = "192.0.2.9"
            desktop.connectionForm.code = "ABCD-EFGH-JKMN"
            desktop.connectionForm.connect()
            try await eventually { desktop.page == .host && desktop.selectedHost?.state == .live }
            #expect(desktop.hosts.count == 1 && desktop.windowState.selectedHost == host.status.id.lowercased)
        }
    }

    @Test func `Leaving the form gives up the attempt`() async throws {
        let slow = ScriptedHost()
        slow.hold(.status)
        world.onPair { [world] address, _ in
            _ = try await slow.status()
            return world.known(slow, at: address.host)
        }
        let desktop = desktop()
        try await withRunning(desktop.run) {
            desktop.addHost()
            desktop.connectionForm.code = "ABCD-EFGH-JKMN"
            desktop.connectionForm.connect()
            try await eventually { slow.count(.status) == 1 }
            desktop.leaveConnectionForm()
            #expect(!desktop.connectionForm.isConnecting && desktop.page == .welcome)
            await settle()
            slow.release(.status)
            await settle()
            #expect(desktop.hosts.isEmpty)
        }
    }

    @Test func `A host whose key changed can be paired with anew`() async throws {
        let old = ScriptedHost()
        let error = HostError.keyChanged(
            ScriptedHost.location,
            expected: PublicKeyPin(subjectPublicKeyInfo: [1]),
            seen: PublicKeyPin(subjectPublicKeyInfo: [2])
        )
        old.refuse(.status, with: error)
        world.addKnown(old, at: "192.0.2.1")
        let desktop = desktop()
        try await withRunning(desktop.run) {
            try await eventually { if case .keyChanged = desktop.selectedHost?.state { true } else { false } }
            let host = try #require(desktop.selectedHost)
            desktop.connectionForm.code = "x"
            desktop.pairAgain(host)
            #expect(desktop.page == .connection)
            #expect(desktop.connectionForm.address == "192.0.2.1" && desktop.connectionForm.code.isEmpty)
            #expect(desktop.connectionForm.isAddressKnown)
            let new = ScriptedHost()
            new.status = old.status
            world.onPair { [world] address, _ in world.addKnown(new, at: address.host, pinByte: 2) }
            desktop.connectionForm.code = "ABCD-EFGH-JKMN"
            desktop.connectionForm.connect()
            try await eventually { host.state == .live }
            #expect(desktop.hosts.count == 1 && desktop.hosts[0] === host && desktop.page == .host)
            #expect(!desktop.connectionForm.isAddressKnown)
        }
    }

    @Test func `Who fills in the form is not interrupted by a host that appears`() async throws {
        let desktop = desktop()
        desktop.setVisible(true)
        try await withRunning(desktop.run) {
            try await eventually { world.clock.sleeperCount == 1 }
            desktop.addHost()
            world.startLocalServer()
            world.clock.advance(by: .seconds(2))
            try await eventually { desktop.hosts.count == 1 }
            #expect(desktop.page == .connection)
            desktop.leaveConnectionForm()
            #expect(desktop.page == .host && desktop.selectedHost === desktop.hosts[0])
        }
    }
}
