import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
import TchatClient
import TchatModel

/// `tchat pair`: a one-time code that lets someone in.
struct Pair: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Let someone in: make a one-time pairing code."),
        discussion: tr(
            """
            Run it on the host, and type what it prints on the other machine. The code works once and for ten minutes.

            Roles: guest asks facts; member also talks; operator also reads and answers every conversation; admin also \
            resets and stops the server and lets people in and out. A person who has a role already keeps it: a new \
            code then lets in another of that person's devices.

            tchat pair --name alice --role member
            """
        )
    )

    @OptionGroup var enrolment: EnrolmentOptions

    @OptionGroup var host: HostOption

    @Flag(help: ArgumentHelp(tr("Print one JSON object, for scripts.")))
    var json = false

    func run() async throws {
        try await reportingHostErrors {
            let target = try await HostTarget.find(host.host)
            let (offer, status) = try await HostConnection.with(target.endpoint) { connection in
                let offer = try await connection.makeCode(for: enrolment.name, role: enrolment.role)
                return (offer, try await connection.status())
            }
            var page = PairingPage(
                offer: offer,
                name: enrolment.name,
                role: enrolment.role,
                isForCaller: enrolment.name == status.caller.name
            )
            page.setAddresses(of: target, status: status)
            if json {
                try writeToStandardOutput(try JSONText.pretty(page.object) + "\n")
            } else {
                try writeToStandardOutput(
                    page.text(style: UserTerminal.outputStyle, clock: { DateText.time($0) }) + "\n"
                )
            }
        }
    }
}

/// For whom a code or a token is made.
struct EnrolmentOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(tr("What to call the person; the name of their conversation too."), valueName: tr("name"))
    )
    var name: String

    @Option(
        help: ArgumentHelp(
            tr("What the person may do: {roles}.", ["roles": Role.allCases.map(\.rawValue).joined(separator: ", ")]),
            valueName: tr("role")
        ),
        completion: .list(Role.allCases.map(\.rawValue)),
        transform: { text in
            guard let role = Role(rawValue: text) else {
                let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError(
                    tr("'{role}' is no role: the roles are {roles}.", ["role": text.visible(), "roles": roles])
                )
            }
            return role
        }
    )
    var role: Role?

    func validate() throws {
        guard PersonName.isValid(name) else { throw ValidationError(PersonName.rule.localized) }
    }
}

/// What `tchat pair` prints.
struct PairingPage {
    let offer: PairingCodeOffer
    let name: String
    let role: Role?
    /// Under what the host can be reached, the best first.
    var addresses: [HostAddress] = []
    /// Whether no other machine can reach the host.
    var isForThisComputer = false
    /// Whether the code is for whoever makes it: for another device of theirs, or by mistake.
    var isForCaller = false

    /// For scripts.
    struct Object: Encodable, Equatable {
        let name: String
        let code: String
        let expiresAt: Date
        let commands: [String]
    }

    /// The code, until when it works and what to type.
    func text(style: TerminalStyle, clock: (Date) -> String) -> String {
        let who = name.visible() + (role.map { " (\($0.rawValue))" } ?? "")
        let values = ["person": who, "time": clock(offer.expiresAt)]
        var lines = [
            "", "    \(style(offer.code.visible(), .bold, .green))", "",
            isForThisComputer
                ? tr("Lets {person} in, once, until {time}. On this computer, type:", values)
                : tr("Lets {person} in, once, until {time}. On the other machine, type:", values), "",
        ]
        let commands = commands
        lines += commands.prefix(1).map { "    \(style($0, .bold))" }
        if commands.count > 1 {
            let isByName = addresses.first.map { !$0.isNumeric } ?? false
            lines += ["", isByName ? tr("or, where this machine's name is not known:") : tr("or:"), ""]
            lines += commands.dropFirst().map { "    \($0)" }
        }
        if isForThisComputer, let port = addresses.first?.port {
            let remark = tr(
                "Only this computer can connect: start the server with '--listen {address}' to let other machines in.",
                ["address": "\(HostAddress(host: "::", port: port))"]
            )
            lines += ["", style(remark, .yellow)]
        }
        if isForCaller {
            let warning = tr(
                "{name} is your own name here: whoever takes this code reads your conversation, and writes as you.",
                ["name": name.visible()]
            )
            lines += ["", style(warning, .yellow)]
        }
        return lines.joined(separator: "\n")
    }

    /// The same for scripts.
    var object: Object { Object(name: name, code: offer.code, expiresAt: offer.expiresAt, commands: commands) }

    private var commands: [String] {
        addresses.map { "tchat connect \($0) --code \(offer.code)".visible() }
    }
}

extension PairingPage {
    /// Finds out under what the host can be reached.
    mutating func setAddresses(of target: HostTarget, status: HostStatus) {
        if case .paired(let host) = target {
            addresses = [host.address]
            return
        }
        // An older server says only its port, and one that opens its port anew nothing.
        let everywhere = [HostAddress(host: "::", port: status.port ?? HostAddress.defaultPort)]
        let listensOn = offer.listensOn.flatMap { $0.isEmpty ? nil : $0 } ?? everywhere
        setAddresses(listensOn: listensOn, name: status.facts.name, own: OwnAddresses.all())
    }

    /// Finds out under what this machine can be reached, when its server listens there.
    mutating func setAddresses(listensOn: [HostAddress], name: String, own: [String]) {
        let all = listensOn.flatMap { address in
            let hosts =
                switch address.host {
                case "::": [name] + own
                case "0.0.0.0": [name] + own.filter { !$0.contains(":") }
                default: [address.host]
                }
            return hosts.map { HostAddress(host: $0, port: address.port) }
        }
        let distant = all.filter { !$0.isLoopback }
        isForThisComputer = distant.isEmpty
        addresses = (isForThisComputer ? all : distant).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension HostAddress {
    /// Whether it is an IP address, and no name.
    fileprivate var isNumeric: Bool { host.contains(":") || host.allSatisfy { $0 == "." || $0.isNumber } }

    /// Whether it is an IP address of this machine only.
    fileprivate var isLoopback: Bool { isNumeric && host.hasPrefix("127.") || host == "::1" }
}

/// The IP addresses of this machine.
enum OwnAddresses {
    /// Those that other machines may use: neither loopback nor link-local, at most four.
    static func all() -> [String] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [] }
        defer { freeifaddrs(first) }
        var found: [String] = []
        for entry in sequence(first: first, next: { $0?.pointee.ifa_next }) {
            guard let entry = entry?.pointee, let address = entry.ifa_addr else { continue }
            let flags = entry.ifa_flags
            guard flags & UInt32(IFF_UP) != 0, flags & UInt32(IFF_LOOPBACK) == 0 else { continue }
            let length: Int
            switch CInt(address.pointee.sa_family) {
            case AF_INET: length = MemoryLayout<sockaddr_in>.size
            case AF_INET6: length = MemoryLayout<sockaddr_in6>.size
            default: continue
            }
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            guard
                getnameinfo(address, socklen_t(length), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
            else { continue }
            let name = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // With a zone, it means something only on this machine.
            if !name.contains("%"), !name.hasPrefix("169.254."), !found.contains(name) { found.append(name) }
        }
        return Array(found.prefix(4))
    }
}
