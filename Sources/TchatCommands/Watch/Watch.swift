import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
import TchatClient
import TchatModel
import UnixSignals

/// `tchat watch`: how hosts do, as it happens.
struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Watch how one or several machines do, second by second."),
        discussion: tr(
            """
            Shows the processors, memory, network, disks, load and temperature, and how they were in the last minutes; \
            q quits. A host that can't be reached is shown so, and comes back by itself.

            When the output is not a terminal, prints a line for each host and second.

            tchat watch                    this computer
            tchat watch lab1 lab2 lab3     paired hosts
            tchat watch lab1 --json        JSON Lines, for scripts
            """
        )
    )

    @Argument(
        help: ArgumentHelp(
            tr("Paired hosts: alias, name or address; localhost is this computer. Default: this computer."),
            valueName: tr("host")
        )
    )
    var hosts: [String] = []

    @Flag(help: ArgumentHelp(tr("Print JSON Lines, for scripts.")))
    var json = false

    func run() async throws {
        try await reportingHostErrors {
            var targets: [HostTarget] = []
            for name in hosts { targets.append(try await HostTarget.find(name)) }
            if targets.isEmpty { targets.append(try await HostTarget.find(nil)) }
            let style = UserTerminal.outputStyle
            let canDraw = isatty(STDOUT_FILENO) == 1 && !["", "dumb"].contains(Self.terminalType)
            if canDraw, !json {
                try await Self.draw(targets, style: style)
            } else {
                try await Self.printLines(of: targets, asJSON: json)
            }
        }
    }

    private static var terminalType: String { ProcessInfo.processInfo.environment["TERM"] ?? "" }

    /// What happens while watching.
    private enum Event: Sendable {
        case host(Int, Change)
        case tick
        case resized
        case continued
        case quit
        case signalled(CInt)
    }

    /// What happens to one host.
    fileprivate enum Change: Sendable {
        case named(String, detail: String)
        case history([Vitals])
        case vitals(Vitals)
        case gone(any Error)
    }
}

// MARK: - Hosts

extension Watch {
    /// Follows a host until the task is cancelled, whatever becomes of it.
    private static func follow(
        _ target: HostTarget,
        withHistory: Bool,
        _ tell: @escaping @Sendable (Change) -> Void
    ) async {
        do {
            try await HostConnection.with(target.endpoint) { connection in
                for try await event in connection.events(vitals: true) {
                    switch event {
                    case .connected:
                        // What can't be asked now is asked after the next cut.
                        if let status = try? await connection.status() {
                            let system = status.facts.operatingSystem
                            let name = if case .paired(let host) = target { host.title } else { status.facts.name }
                            tell(.named(name, detail: system.prettyName ?? "\(system.system) \(system.release)"))
                        }
                        if withHistory, let history = try? await connection.history(seconds: 600) {
                            tell(.history(history))
                        }
                    case .vitals(let vitals): tell(.vitals(vitals))
                    case .disconnected(let error, _): tell(.gone(error))
                    case .entry, .marker, .presence, .logWentBack: break
                    }
                }
            }
        } catch is CancellationError {
            return
        } catch {
            // It would fail the same way again: the others go on.
            tell(.gone(error))
        }
    }

    /// Follows all hosts.
    private static func follow(
        _ targets: [HostTarget],
        withHistory: Bool,
        _ tell: @escaping @Sendable (Int, Change) -> Void
    ) async {
        await withTaskGroup(of: Void.self) { group in
            for (index, target) in targets.enumerated() {
                group.addTask { await follow(target, withHistory: withHistory) { tell(index, $0) } }
            }
        }
    }
}

// MARK: - On a terminal

extension Watch {
    private static func draw(_ targets: [HostTarget], style: TerminalStyle) async throws {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(4096))
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup, .sigwinch, .sigcont)
        let screen = WatchScreen()
        screen.open()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await follow(targets, withHistory: true) { continuation.yield(.host($0, $1)) } }
            group.addTask {
                while (try? await Task.sleep(for: .seconds(1))) != nil { continuation.yield(.tick) }
            }
            group.addTask {
                for await signal in signals {
                    switch signal {
                    case .sigwinch: continuation.yield(.resized)
                    case .sigcont: continuation.yield(.continued)
                    case .sigint: continuation.yield(.quit)
                    case .sigterm: continuation.yield(.signalled(SIGTERM))
                    default: continuation.yield(.signalled(SIGHUP))
                    }
                }
            }
            if UserTerminal.canAsk {
                group.addTask {
                    for await key in screen.keys where "qQ".utf8.contains(key) { break }
                    // Or the terminal is gone.
                    continuation.yield(.quit)
                }
            }
            let status = await show(events, hosts: targets.map { WatchedHost(title: $0.name) }, screen, style: style)
            await screen.close()
            // Not by returning: to close a stream over TLS in form can take the other side seconds.
            Glibc.exit(status)
        }
    }

    /// Draws until it is to end; gives the exit status.
    private static func show(
        _ events: AsyncStream<Event>,
        hosts: [WatchedHost],
        _ screen: WatchScreen,
        style: TerminalStyle
    ) async -> CInt {
        var hosts = hosts
        func redraw() {
            let size = WatchScreen.size
            screen.show(WatchDrawing(hosts: hosts, columns: size.columns, rows: size.rows, style: style).frame)
        }
        redraw()
        for await event in events {
            switch event {
            case .host(let index, let change):
                let isFirst = hosts[index].current == nil
                hosts[index].apply(change)
                if isFirst { redraw() }
            case .tick:
                if screen.hasFailed { return EX_IOERR }
                redraw()
            case .resized: redraw()
            case .continued:
                screen.open()
                redraw()
            case .quit: return EXIT_SUCCESS
            case .signalled(let signal): return 128 + signal
            }
        }
        return EXIT_SUCCESS
    }
}

extension WatchedHost {
    fileprivate mutating func apply(_ change: Watch.Change) {
        switch change {
        case .named(let name, let detail): (title, self.detail) = (name, detail)
        case .history(let history): self.history.receive(history: history)
        case .vitals(let vitals):
            state = .live
            history.receive([vitals])
        case .gone(let error): state = .gone("\(error)")
        }
    }
}

extension HostTarget {
    /// What to call it before it has said its name; as it came.
    fileprivate var name: String {
        switch self {
        case .thisComputer: tr("this computer")
        case .paired(let host): host.title
        }
    }

    /// The same for programs.
    fileprivate var englishName: String {
        switch self {
        case .thisComputer: HostLine.thisComputer
        case .paired(let host): host.title
        }
    }
}

// MARK: - In a pipe

extension Watch {
    private static func printLines(of targets: [HostTarget], asJSON: Bool) async throws {
        let (events, continuation) = AsyncStream.makeStream(
            of: (Int, Change).self,
            bufferingPolicy: .bufferingNewest(4096)
        )
        var names = targets.map { asJSON ? $0.englishName : $0.name }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                await follow(targets, withHistory: false) { continuation.yield(($0, $1)) }
                continuation.finish()
            }
            defer { group.cancelAll() }
            for await (index, change) in events {
                let line: WatchLine
                switch change {
                case .named(let name, _):
                    names[index] = name
                    continue
                case .history: continue
                case .vitals(let vitals): line = WatchLine(host: names[index], vitals: vitals)
                case .gone(let error):
                    let english = (error as? HostError)?.english
                    line = WatchLine(host: names[index], problem: asJSON ? english ?? "\(error)" : "\(error)")
                }
                try writeToStandardOutput((asJSON ? try JSONText.line(line) : line.text) + "\n")
            }
            throw failure(tr("There is no host left to watch."), status: EX_UNAVAILABLE)
        }
    }
}

/// What one host does in one second, as a line.
struct WatchLine: Encodable {
    var host: String
    var vitals: Vitals?
    var problem: String?

    /// For people.
    var text: String {
        let name = host.visible()
        guard let vitals else { return "\(tr("{name}:", ["name": name])) \(problem?.visible() ?? "")" }
        var parts: [String] = []
        if let percent = vitals.cpuPercent { parts.append(tr("CPU {percent}", ["percent": Quantity.percent(percent)])) }
        if let memory = vitals.memory {
            let total = Quantity.bytes(memory.totalBytes)
            let used = memory.usedBytes.map { tr("{part} of {whole}", ["part": Quantity.bytes($0), "whole": total]) }
            parts.append(tr("RAM {memory}", ["memory": used ?? total]))
        }
        if let load = vitals.load { parts.append(tr("load {load}", ["load": Quantity.decimal(load.oneMinute, 2)])) }
        if let network = vitals.network {
            let (received, sent) = (Quantity.rate(network.received), Quantity.rate(network.sent))
            parts.append(tr("net in {received}, out {sent}", ["received": received, "sent": sent]))
        }
        if let disk = vitals.disk {
            let (read, written) = (Quantity.rate(disk.read), Quantity.rate(disk.written))
            parts.append(tr("disk read {read}, written {written}", ["read": read, "written": written]))
        }
        if let hottest = vitals.hottest { parts.append(Quantity.celsius(hottest.celsius)) }
        let figures = parts.joined(separator: trc("between parts of a line", "; "))
        return "\(DateText.time(vitals.at, seconds: true)) \(tr("{name}:", ["name": name])) \(figures)"
    }
}
