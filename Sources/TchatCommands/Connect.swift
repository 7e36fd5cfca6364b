import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
import TchatClient
import TchatModel
import TchatPairing

/// `tchat connect`: pairs this user with a host.
struct Connect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Pair with a host, with the code that was made there."),
        discussion: tr(
            """
            On the host, 'tchat pair --name NAME --role ROLE' makes the code. Without --code it is asked for, or read \
            from the input when that is not a terminal. Neither side sends the code; each proves that it knows it.

            From then on every command knows the host by its name, its address, or its alias.

            tchat connect lab3:5005 --code K7QF-2M9X-4RTW --alias lab
            """
        )
    )

    @Argument(
        help: ArgumentHelp(tr("Where the host answers: a name or an IP address."), valueName: tr("address[:port]")),
        transform: HostAddress.init(argument:)
    )
    var address: HostAddress

    @Option(
        help: ArgumentHelp(tr("The one-time code."), valueName: tr("XXXX-XXXX-XXXX")),
        transform: { text in
            do {
                return try PairingCode(parsing: text)
            } catch {
                throw ValidationError(ErrorText.sentence(for: error))
            }
        }
    )
    var code: PairingCode?

    @Option(help: ArgumentHelp(tr("What to call the host from now on."), valueName: tr("alias")))
    var alias: String?

    @OptionGroup var timeout: TimeoutOption

    func validate() throws {
        if let alias, let reason = Self.objection(toAlias: alias) { throw ValidationError(reason) }
    }

    func run() async throws {
        try await reportingHostErrors {
            let code =
                if let code { code } else { try await Self.readCode(for: address) }
            let hosts = try KnownHosts(in: .standard())
            let host = try await hosts.pair(
                with: address,
                code: code,
                alias: alias,
                timeout: max(timeout.duration, .seconds(10))
            )
            let others = try await hosts.all().filter { $0.id != host.id }
            try writeToStandardOutput(Self.farewell(host, others: others) + "\n")
        }
    }

    /// Why a host can't be called that; nil when it can.
    static func objection(toAlias alias: String) -> String? {
        let name = alias.visible()
        if alias.isEmpty || alias.contains(where: \.isWhitespace) || alias.hasPrefix("-") || name != alias {
            return tr("'{word}' can't be an alias: choose a word without blanks.", ["word": name])
        }
        if Item(rawValue: alias) != nil || alias == HostTarget.thisComputerWord {
            return tr("'{word}' can't be an alias: the word means something else already.", ["word": name])
        }
        return alias.utf8.count > 64 ? tr("An alias has at most 64 bytes: choose a shorter one.") : nil
    }

    /// What to say of a host that was just paired.
    ///
    /// - Parameter others: The other hosts this user was paired with, from which its name may not tell it.
    static func farewell(_ host: KnownHost, others: [KnownHost]) -> String {
        let isUnique = host.alias != nil || !others.contains { $0.name.lowercased() == host.name.lowercased() }
        let title = isUnique && Item(rawValue: host.title) == nil ? CommandWord.safe(host.title) : nil
        let word = title ?? CommandWord.safe(host.address.description) ?? tr("HOST")
        let values: [String: any CustomStringConvertible] = [
            "host": host.name.visible(), "address": host.address.description.visible(),
            "alias": host.alias?.visible() ?? "", "person": host.person.visible(), "role": host.role.rawValue,
        ]
        let paired =
            host.alias == nil
            ? tr("Paired with {host} ({address}): you are {person} there, with the role {role}.", values)
            : tr("Paired with {host} ({address}) as {alias}: you are {person} there, with the role {role}.", values)
        let hint =
            host.role >= .member
            ? tr("Type 'tchat ask {host}' to ask it, 'tchat chat {host}' to talk with its operator.", ["host": word])
            : tr("Type 'tchat ask {host}' to ask it.", ["host": word])
        return "\(paired)\n\(hint)"
    }

    private static func readCode(for address: HostAddress) async throws -> PairingCode {
        let isTerminal = UserTerminal.canAsk
        var tries = 0
        if isTerminal {
            writeToStandardError(
                tr("The code from {address} (XXXX-XXXX-XXXX): ", ["address": address.description.visible()])
            )
        }
        for await line in StandardInput.lines {
            do {
                return try PairingCode(parsing: line)
            } catch {
                tries += 1
                let sentence = ErrorText.sentence(for: error)
                guard isTerminal, tries < 3 else { throw failure(sentence, status: EX_DATAERR) }
                writeToStandardError("\(sentence)\n\(tr("The code: "))")
            }
        }
        throw failure(
            tr("There is no code: make one on the host with 'tchat pair --name NAME --role member', and give it."),
            status: EX_USAGE
        )
    }
}

/// Words that came over the wire and are shown as part of a command to type.
enum CommandWord {
    /// The word, or nil when a shell would take it for more than a word.
    static func safe(_ word: String) -> String? {
        let isSafe = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-._:@".utf8.contains(byte)
            }
        }
        return isSafe && !word.isEmpty && !word.hasPrefix("-") ? word : nil
    }
}
