import FoundationEssentials
import GLibSupport
import Synchronization
import TchatDesktop
import TchatModel
import TchatPresentation

/// What the process holds in memory.
nonisolated struct Footprint {
    /// What is resident, and what of it only this process has and has changed, in MiB.
    var resident = 0.0
    var privateDirty = 0.0

    static func current() -> Footprint {
        var footprint = Footprint()
        let text = (try? String(contentsOfFile: "/proc/self/smaps_rollup", encoding: .utf8)) ?? ""
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 1, let kilobytes = Double(words[1]) else { continue }
            if words[0] == "Rss:" { footprint.resident = kilobytes / 1024 }
            if words[0] == "Private_Dirty:" { footprint.privateDirty = kilobytes / 1024 }
        }
        return footprint
    }

    func report(_ step: Int) {
        tell("memory", step, (resident * 10).rounded() / 10, (privateDirty * 10).rounded() / 10)
    }
}

/// The real window with hosts that are fed, and something that goes on in it, of which the memory is told each tenth.
class Growth {
    let hosts: [FedHost]
    var machine = Machine(begin: Date(timeIntervalSince1970: 1_790_000_000))
    private(set) var model: DesktopModel?
    private(set) var window: Window?
    private let time = Mutex(Date(timeIntervalSince1970: 1_790_000_000))
    private var program: DesktopProgram?

    init(hosts count: Int) {
        let begin = machine.begin
        hosts = (1...count).map { FedHost($0, at: begin) }
    }

    /// Runs the window, and returns the exit status.
    func run() -> Int32 {
        let program = DesktopProgram(.fed(hosts) { [self] in time.withLock { $0 } })
        program.onWindow = { [weak self] window, model in
            guard let self else { return }
            (self.window, self.model) = (window, model)
            window.defaultSize = (1200, 800)
        }
        self.program = program
        let work = Task {
            do {
                while model?.selectedHost?.selectedConversation?.isLoaded != true { try await pause(10) }
                try await pause(1000)
                try await goOn()
            } catch {
                tell("\(error)")
            }
            window?.close()
        }
        defer { work.cancel() }
        return program.run()
    }

    /// What goes on.
    func goOn() async throws {}

    /// Lets a second pass on all hosts.
    func passSecond() throws {
        let vitals = try machine.next()
        let now = machine.now
        time.withLock { $0 = now }
        for host in hosts { host.feed(vitals) }
    }

    /// Lets the window do what it has to.
    func pause(_ milliseconds: Int) async throws { try await Task.sleep(for: .milliseconds(milliseconds)) }
}

/// Eight hours of a machine and of talk, a hundred times as fast.
final class Feeding: Growth {
    private static let seconds = 8 * 3600
    private static let messages = 5000

    init() { super.init(hosts: 1) }

    override func goOn() async throws {
        Footprint.current().report(0)
        let clock = ContinuousClock()
        let begin = clock.now
        var said = 0
        for second in 1...Self.seconds {
            try passSecond()
            while said * Self.seconds < second * Self.messages {
                said += 1
                let text = "\(said): " + String(repeating: "again and again ", count: said * 7 % 11)
                hosts[0].feed(text, at: machine.now, isOwn: said.isMultiple(of: 3))
            }
            try await clock.sleep(until: begin + .milliseconds(10 * second))
            if second.isMultiple(of: Self.seconds / 10) { Footprint.current().report(second * 10 / Self.seconds) }
        }
        let late = clock.now - begin - .milliseconds(10 * Self.seconds)
        tell("fed", Self.seconds, said, late.milliseconds)
    }
}

/// Goes from host to host, and to the form and back, again and again.
final class Switching: Growth {
    private static let switches = 1000

    init() {
        super.init(hosts: 2)
        // Before the window opens: it would notify of what comes to the host that isn't looked at.
        for host in hosts {
            for number in 1...300 { host.feed("Message \(number)", at: machine.now, isOwn: number.isMultiple(of: 2)) }
        }
    }

    override func goOn() async throws {
        for _ in 1...VitalsHistory.keptSamples { try passSecond() }
        try await pause(2000)
        guard let model, model.hosts.count == 2 else { return }
        Footprint.current().report(0)
        for number in 1...Self.switches {
            model.select(model.hosts[number % 2])
            try passSecond()
            try await pause(40)
            model.addHost()
            try await pause(20)
            model.leaveConnectionForm()
            try await pause(20)
            if number.isMultiple(of: Self.switches / 10) {
                try await pause(500)
                Footprint.current().report(number * 10 / Self.switches)
            }
        }
    }
}
