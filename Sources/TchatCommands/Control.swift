import ArgumentParser
import Glibc
import Localization
import TchatClient
import TchatModel

/// `tchat control`: resets or stops a server.
struct Control: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Reset or stop a server."),
        usage: tr("tchat control [<host>] reset|kill [--yes]"),
        discussion: tr(
            """
            reset makes every client leave, reads the configuration again and opens the port again; kill stops the \
            server, which then has to be started again on its machine. Both need the role admin, and the log says who \
            did it.

            tchat control kill         this computer's server
            tchat control lab3 reset   a paired host's
            """
        )
    )

    @Argument(help: ArgumentHelp(tr("A paired host, and what to do."), valueName: tr("host and action")))
    var words: [String]

    @Flag(name: .shortAndLong, help: ArgumentHelp(tr("Don't ask first.")))
    var yes = false

    func validate() throws { _ = try Self.order(words) }

    func run() async throws {
        try await reportingHostErrors {
            let (host, action) = try Self.order(words)
            let target = try await HostTarget.find(host)
            try await HostConnection.with(target.endpoint) { connection in
                let status = try await connection.status()
                let others = yes ? nil : await Self.peopleConnected(to: connection)
                let place =
                    if case .paired(let host) = target { host.address.description.visible() } else { target.title }
                let name = "\(status.facts.name.visible()) (\(place))"
                try await UserTerminal.require(
                    Self.warning(action, name: name, people: others?.filter { $0 != status.caller.name }),
                    isConfirmed: yes
                )
                try await connection.control(action)
                try writeToStandardOutput(
                    (action == .reset
                        ? tr("{host} is being reset.", ["host": name])
                        : tr("The server on {host} is stopping.", ["host": name])) + "\n"
                )
            }
        }
    }

    /// Reads `[HOST] reset|kill`.
    static func order(_ words: [String]) throws -> (host: String?, action: ControlAction) {
        guard (1...2).contains(words.count), let action = words.last.flatMap(ControlAction.init(rawValue:)),
            action != .disconnect
        else {
            throw ValidationError(tr("Say which host, and reset or kill: tchat control lab3 reset."))
        }
        return (words.count == 2 ? words[0] : nil, action)
    }

    /// What happens to whom, as one or two sentences.
    ///
    /// - Parameter people: Who else is connected; nil when that is not known.
    static func warning(_ action: ControlAction, name: String, people: [String]?) -> String {
        let what =
            action == .reset
            ? tr("Every client of {host} has to leave, and its port is opened again.", ["host": name])
            : tr(
                "Every client of {host} has to leave, and its server stops until it is started again there.",
                ["host": name]
            )
        guard let people, !people.isEmpty else { return what }
        let shown = people.prefix(10).map { $0.visible() }.joined(separator: ", ")
        let connected =
            people.count > 10
            ? trn(
                "Connected now: {people} and {count} more.",
                "Connected now: {people} and {count} more.",
                people.count - 10,
                ["people": shown]
            )
            : tr("Connected now: {people}.", ["people": shown])
        return "\(what) \(connected)"
    }

    /// The people whose event streams are open; nil when the host doesn't say in time.
    private static func peopleConnected(to connection: HostConnection) async -> [String]? {
        try? await withTimeout(.seconds(2), throwing: .timedOut(connection.location)) {
            for try await event in connection.events(vitals: false) {
                switch event {
                case .presence(let presence): return presence.people
                case .disconnected: return nil
                default: continue
                }
            }
            return nil
        }
    }
}
