import GLibSupport
import TchatDesktop
import TchatPresentation

/// Opens a long conversation of this computer's server in the real window, and has someone scroll through it.
final class Opening {
    private let name: String
    private let scrollSeconds: Int
    private let program = DesktopProgram()
    private var window: Window?
    private var model: DesktopModel?

    init(of name: String, scrollSeconds: Int) {
        self.name = name
        self.scrollSeconds = scrollSeconds
    }

    /// Runs the window, and returns the exit status.
    func run() -> Int32 {
        program.onWindow = { [weak self] window, model in
            guard let self else { return }
            (self.window, self.model) = (window, model)
        }
        let work = Task { await measure() }
        defer { work.cancel() }
        return program.run()
    }

    private func measure() async {
        await until { self.model?.selectedHost?.selectedConversation?.isEndInSight ?? false }
        try? await Task.sleep(for: .seconds(2))
        guard let window, let host = model?.selectedHost,
            let conversation = host.conversations.first(where: { $0.name == name }), !conversation.isEndInSight
        else {
            tell("there is no conversation '\(name)' that isn't open yet")
            self.window?.close()
            return
        }
        await open(conversation, of: host, in: window)
        if scrollSeconds > 0 { await scroll(conversation, in: window) }
        window.close()
    }

    private func open(_ conversation: ConversationModel, of host: HostModel, in window: Window) async {
        var shown: (at: Duration, worked: Duration)?
        let painted = window.frameClock?.onAfterPaint {
            if shown == nil, conversation.isEndInSight { shown = (FrameClock.now, FrameTimes.threadTime) }
        }
        let begun = (at: FrameClock.now, worked: FrameTimes.threadTime)
        host.select(conversation)
        await until { shown != nil }
        painted?.disconnect()
        guard let shown else { return }
        tell("open", (shown.at - begun.at).milliseconds, (shown.worked - begun.worked).milliseconds)
    }

    private func scroll(_ conversation: ConversationModel, in window: Window) async {
        let first = conversation.items.count
        guard let times = FrameTimes(of: window) else { return }
        tell("scroll", first)
        try? await Task.sleep(for: .seconds(scrollSeconds))
        times.stop()
        let elapsed = times.frames.map(\.elapsed)
        let worked = times.frames.map(\.worked)
        let late = elapsed.count { $0 > .milliseconds(32) }
        tell("frames", times.frames.count, late, elapsed.quantile(0.99).milliseconds, elapsed.quantile(1).milliseconds)
        tell(
            "worked",
            worked.quantile(0.5).milliseconds,
            worked.quantile(0.99).milliseconds,
            worked.quantile(1).milliseconds
        )
        tell("loaded", conversation.items.count)
    }

    private func until(_ condition: () -> Bool) async {
        while !condition(), !Task.isCancelled { try? await Task.sleep(for: .milliseconds(1)) }
    }
}
