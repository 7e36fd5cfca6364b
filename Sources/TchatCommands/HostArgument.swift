import ArgumentParser
import Glibc
import Localization
import TchatClient
import TchatModel

/// The host a command is for: this computer, or one that was paired.
enum HostTarget {
    /// The server of this computer, through its Unix socket.
    case thisComputer(HostEndpoint)
    /// A host this user was paired with.
    case paired(KnownHost)

    /// How it is reached.
    var endpoint: HostEndpoint {
        switch self {
        case .thisComputer(let endpoint): endpoint
        case .paired(let host): host.endpoint
        }
    }

    /// What to call it in a sentence; safe to show.
    var title: String {
        switch self {
        case .thisComputer: tr("this computer")
        case .paired(let host): host.title.visible()
        }
    }

    /// Where is kept, of this user's data, what is said to it.
    func dataFolder(in folder: DataFolder) -> DataFolder {
        switch self {
        case .thisComputer: folder.console
        case .paired: folder
        }
    }

    /// The word that means this computer, unless a paired host is called so.
    static let thisComputerWord = "localhost"

    /// Finds the host a person named; without a name it is this computer.
    static func find(_ name: String?) async throws -> HostTarget {
        guard let name else { return .thisComputer(try LocalSocket.find()) }
        do {
            return .paired(try await KnownHosts(in: .standard()).host(called: name))
        } catch HostError.notPaired where name == thisComputerWord {
            return .thisComputer(try LocalSocket.find())
        } catch HostError.notPaired {
            throw UnpairedHost(name: name)
        }
    }
}

/// Nobody has paired with a host of that name or address.
struct UnpairedHost: Error, CustomStringConvertible {
    let name: String
    /// What else can be done.
    var alternative: String?

    /// One sentence for whoever named it.
    var description: String {
        let name = name.visible()
        let isAddress = (try? HostAddress(parsing: self.name)) != nil
        let values = ["name": name, "address": isAddress ? name : tr("ADDRESS"), "alternative": alternative ?? ""]
        return alternative == nil
            ? tr("No paired host is called '{name}': pair with it by 'tchat connect {address}'.", values)
            : tr(
                "No paired host is called '{name}': pair with it by 'tchat connect {address}', or {alternative}.",
                values
            )
    }
}

/// Words of the command line of which the first may name a host.
struct HostAndWords: Equatable {
    /// The host's name; nil for this computer.
    var host: String?
    /// The others.
    var words: [String]

    /// Takes the first word for a host when it is called so.
    ///
    /// - Parameter isHost: Whether a paired host is called that.
    init(_ words: [String], isHost: (String) -> Bool) {
        if let first = words.first, isHost(first) || first == HostTarget.thisComputerWord {
            (host, self.words) = (first, Array(words.dropFirst()))
        } else {
            (host, self.words) = (nil, words)
        }
    }

    /// Takes the first word for a host when a paired one is called so.
    static func read(_ words: [String]) async throws -> HostAndWords {
        guard let first = words.first else { return HostAndWords([]) { _ in false } }
        let isHost: Bool
        do {
            _ = try await KnownHosts(in: .standard()).host(called: first)
            isHost = true
        } catch HostError.notPaired {
            isHost = false
        }
        return HostAndWords(words) { _ in isHost }
    }

    /// Whether a word can only be meant as an address: it has a port, or is an IP address.
    static func isAddress(_ word: String) -> Bool {
        guard let address = try? HostAddress(parsing: word), !word.contains(where: \.isWhitespace) else { return false }
        var (four, six) = (in_addr(), in6_addr())
        if inet_pton(AF_INET, address.host, &four) == 1 || inet_pton(AF_INET6, address.host, &six) == 1 { return true }
        return word.hasSuffix(":\(address.port)")
    }
}

/// What commands about one host take.
struct HostArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            tr("A paired host: its alias, name or address. Default: this computer."),
            valueName: tr("host")
        )
    )
    var host: String?
}

/// What commands take whose words leave no room for a host.
struct HostOption: ParsableArguments {
    @Option(help: ArgumentHelp(tr("On this paired host. Default: this computer."), valueName: tr("host")))
    var host: String?
}
