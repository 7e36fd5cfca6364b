import GLibSupport
import TchatModel
import Testing

@testable import TchatDesktop
@testable import TchatPresentation

@Suite(.serialized, .needsDisplay) struct MainWindowTests {
    private static let application = {
        let application = Application(id: "org.tchat.Tchat.Tests", isUnique: false)
        application.register()
        return application
    }()

    init() throws {
        try GTKTest.start()
    }

    @Test func `The sidebar lists the hosts, and what is chosen there is shown`() async throws {
        try await TestDesktop(hosts: ["lab1", "lab2"]).run { model in
            let window = MainWindow(Self.application, model)
            window.window.present()
            GTKTest.settle()
            let list = window.sidebar.list
            #expect(list.row(at: 1) != nil)
            #expect(list.row(at: 2) == nil)
            #expect(list.selectedRow?.index == 0)
            #expect(window.window.title == "lab1 – Tchat")
            #expect(await GTKTest.turn { model.hosts.allSatisfy(\.isVisible) })
            list.selectedRow = list.row(at: 1)
            GTKTest.settle()
            #expect(model.selectedHost === model.hosts[1])
            #expect(window.window.title == "lab2 – Tchat")
            window.window.activateAction("win.previous-conversation")
            GTKTest.settle()
            #expect(model.selectedHost === model.hosts[0])
            #expect(list.selectedRow?.index == 0)
            window.window.destroy()
        }
    }

    @Test func `Both header bars are equally high, with large text too`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let window = MainWindow(Self.application, model)
            window.window.present()
            Toolkit.textScale = 2
            defer { Toolkit.textScale = 1 }
            let (sidebar, content) = (window.sidebar.header, window.content.header)
            try TestWindow.turn { content.height > 50 }
            #expect(sidebar.height == content.height)
            window.window.destroy()
        }
    }

    @Test func `Each state of a host has its page`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let window = MainWindow(Self.application, model)
            let host = try #require(model.selectedHost)
            var pages: [String] = []
            let states: [HostModel.State] = [
                .live, .keyChanged(expected: "aa", seen: "bb"), .disconnected, .shutOut("Because."), .away("Gone."),
            ]
            for state in states {
                host.state = state
                GTKTest.settle()
                pages.append("\(window.content.pages.visibleName) \(window.host.middle.visibleName)")
            }
            model.addHost()
            GTKTest.settle()
            pages.append(window.content.pages.visibleName)
            let page = "host conversation"
            #expect(pages == [page, "blocked status", page, "blocked status", page, "connection"])
            window.window.destroy()
        }
    }

    @Test func `The keyboard goes along to the page that is shown, but stays in the list of hosts`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let window = MainWindow(Self.application, model)
            let host = try #require(model.selectedHost)
            window.window.present()
            GTKTest.settle()
            host.state = .live
            model.addHost()
            GTKTest.settle()
            host.state = .shutOut("Because.")
            model.leaveConnectionForm()
            GTKTest.settle()
            #expect(window.content.pages.containsFocus)
            window.sidebar.list.moveFocus(.forward)
            host.state = .live
            GTKTest.settle()
            #expect(window.sidebar.list.containsFocus)
            window.window.destroy()
        }
    }

    @Test func `Where there is room for one page only, the title has that of the search`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let window = MainWindow(Self.application, model)
            let host = try #require(model.selectedHost)
            host.state = .live
            host.selectedConversation = .sample()
            GTKTest.settle()
            let button = window.content.searchButton
            #expect(button.isVisible)
            window.content.isAlone = true
            #expect(!button.isVisible)
            window.window.activateAction("win.search")
            #expect(window.host.conversation.isSearchOpen && button.isVisible, "It can be closed again.")
            button.isActive = false
            #expect(!window.host.conversation.isSearchOpen && !button.isVisible)
            window.window.destroy()
        }
    }

    @Test func `A window that closes says so, remembers its size, and is let go`() async throws {
        var state = WindowState()
        state.width = 801
        state.height = 603
        try await TestDesktop(hosts: ["lab1"], state: state).run { model in
            weak var leftover: MainWindow?
            var isClosed = false
            do {
                let window = MainWindow(Self.application, model)
                leftover = window
                #expect(window.window.defaultSize == (801, 603))
                window.onClosed = { isClosed = true }
                // As the user would: there is no window manager here that changes the size of a window that is shown.
                window.window.defaultSize = (820, 640)
                window.window.present()
                GTKTest.settle()
                window.window.close()
                GTKTest.settle()
            }
            #expect(isClosed)
            #expect(model.windowState.width == 820)
            #expect(model.windowState.height == 640)
            #expect(await GTKTest.turn { leftover == nil })
        }
    }

    @Test func `A control word of the menu is done once the question is answered`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let window = MainWindow(Self.application, model)
            window.window.present()
            GTKTest.settle()
            let host = try #require(model.selectedHost)
            for (answer, state) in [("Cancel", HostModel.State.connecting), ("Disconnect", .disconnected)] {
                window.window.activateAction("win.control", target: "disconnect")
                GTKTest.settle()
                let dialog = try #require(Window.all.first { $0.transientFor == window.window })
                #expect(dialog.shownTexts.contains("Disconnect from lab1?"))
                #expect(dialog.press(answer))
                GTKTest.settle()
                #expect(host.state == state)
            }
            window.window.activateAction("win.connect")
            #expect(host.state == .connecting)
            // What the role does not allow is not asked either.
            window.window.activateAction("win.control", target: "kill")
            GTKTest.settle()
            #expect(!Window.all.contains { $0.transientFor == window.window })
            window.window.destroy()
        }
    }

    @Test func `A host is forgotten once the question is answered`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let window = MainWindow(Self.application, model)
            window.window.present()
            let id = model.hosts[0].id.text
            window.window.activateAction("win.forget", target: id)
            GTKTest.settle()
            let dialog = try #require(Window.all.first { $0.transientFor == window.window })
            #expect(dialog.shownTexts.contains("Forget lab1?") && dialog.press("Forget"))
            #expect(await GTKTest.turn { model.hosts.isEmpty && model.page == .welcome })
            GTKTest.settle()
            let welcome = window.content.widget
            #expect(welcome.shownTexts.contains("Welcome to Tchat") && welcome.press("Connect to a Host…"))
            GTKTest.settle()
            #expect(model.page == .connection)
            window.window.destroy()
        }
    }

    @Test(arguments: [
        ("win.help", "Disconnects the client and re-opens the server, which reads its settings again."),
        ("win.about", tchatVersion),
        ("win.shortcuts", "Go to the Newest Message"),
    ]) func `What explains it opens over it`(action: String, text: String) async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let window = MainWindow(Self.application, model)
            window.window.present()
            GTKTest.settle()
            window.window.activateAction(action)
            let isThere = await GTKTest.turn {
                Window.all.contains { $0.transientFor == window.window && $0.shownTexts.contains(text) }
            }
            #expect(isThere)
            window.window.destroy()
            GTKTest.settle()
        }
    }

    @Test func `What cannot be taken back is asked first`() async throws {
        try await TestDesktop(hosts: ["lab1"]).run { model in
            let window = MainWindow(Self.application, model)
            window.window.present()
            let host = try #require(model.selectedHost)
            window.forget(host)
            GTKTest.settle()
            let before = model.hosts.count
            #expect(before == 1)
            let dialog = try #require(Window.all.first { $0.transientFor == window.window })
            dialog.close()
            GTKTest.settle()
            #expect(model.hosts.count == before)
            window.window.destroy()
        }
    }
}
