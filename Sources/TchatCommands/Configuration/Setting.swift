import Localization
import Logging
import TchatModel
import TchatServer

/// What `tchat serve` is told, from the file, the environment and the flags together.
struct ServeSettings {
    /// The server's own part; who classic clients are is filled in by ``serverConfiguration(isByHand:)``.
    var server: ServerConfiguration

    /// What every classic client may do; without it, that depends on how the server was started.
    var classicRole: Role?

    /// A certificate to show instead of the server's own, and its key: one is nothing without the other.
    var certificatePath = ""
    var keyPath = ""

    /// The settings where nothing is said.
    init(dataDirectory: String, socketPath: String, isSocketForGroup: Bool) {
        server = ServerConfiguration(dataDirectory: dataDirectory)
        server.socketPath = socketPath
        server.isSocketForGroup = isSocketForGroup
    }

    /// The configuration with the roles of classic clients decided.
    ///
    /// - Parameter isByHand: Whether a person started the server in a terminal. That person controls the machine
    ///   already, so a classic client on it may control the server.
    func serverConfiguration(isByHand: Bool) -> ServerConfiguration {
        var configuration = server
        configuration.classic.loopbackRole = classicRole ?? (isByHand ? .admin : .member)
        configuration.classic.remoteRole = classicRole ?? .member
        if !certificatePath.isEmpty {
            configuration.certificate = CertificateFiles(certificatePath: certificatePath, keyPath: keyPath)
        }
        return configuration
    }
}

/// One thing that can be configured: its key in the file, and what its text means.
///
/// The flag is `--KEY`, the environment variable `TCHAT_KEY` in capitals with `_` for every `-` and `.`.
struct Setting: Sendable {
    /// Its key; a dot leads into a section of the file.
    let key: String

    /// What may be written, as the end of a sentence "write …".
    let allowed: @Sendable () -> String

    /// Takes a text over into the settings; `false` when it is not one of the allowed.
    let apply: @Sendable (_ text: String, _ settings: inout ServeSettings) -> Bool

    /// The value in force, as it would be written; `nil` when it is left open.
    let text: @Sendable (ServeSettings) -> String?

    /// The environment variable that sets it.
    var environmentVariable: String {
        "TCHAT_" + key.uppercased().replacing("-", with: "_").replacing(".", with: "_")
    }
}

extension Setting {
    /// Everything that can be configured, in the order it is shown.
    static let all: [Setting] = [
        listen, classic, classicRole, dataDirectory, socket,
        file("tls-certificate", \.certificatePath),
        file("tls-key", \.keyPath),
        logLevel,
        number(key: "retention-days", in: 0...36_500, get: { $0.retention.days }) { $0.retention.days = $1 },
        number(key: "retention-megabytes", in: 0...1_048_576, get: { $0.retention.megabytes }) {
            $0.retention.megabytes = $1
        },
        number(key: "classic-days", in: 0...36_500, get: { $0.retention.classicDays }) {
            $0.retention.classicDays = $1
        },
        limit("connections", \.connections, in: 1...1_000_000),
        limit("connections-per-address", \.connectionsPerAddress, in: 1...1_000_000),
        limit("opening-seconds", \.openingSeconds, in: 1...86_400),
        limit("message-bytes", \.messageBytes, in: 1...Limits.greatestMessageBytes),
        limit("waiting-per-client", \.waitingPerClient, in: 1...4096),
        limit("waiting-messages", \.waitingMessages, in: 1...1_000_000),
        limit("unsent-bytes", \.unsentBytes, in: 1...1_000_000),
        limit("event-backlog-bytes", \.eventBacklogBytes, in: 1...64_000_000),
        limit("unread-seconds", \.unreadSeconds, in: 1...86_400),
    ]

    private static let listen = Setting(
        key: "listen",
        allowed: { tr("IP addresses with ports, such as [::]:5005 or 127.0.0.1:5005") },
        apply: { text, settings in
            let texts = list(text)
            let addresses = texts.compactMap { try? HostAddress(parsing: $0) }.filter(Listener.accepts)
            guard !texts.isEmpty, addresses.count == texts.count else { return false }
            settings.server.listen = addresses
            return true
        },
        text: { $0.server.listen.map(\.description).joined(separator: ",") }
    )

    private static let classic = Setting(
        key: "classic",
        allowed: { tr("off, loopback, or networks such as 192.168.1.0/24,fd00::/8") },
        apply: { text, settings in
            guard let networks = ClassicNetworks(parsing: text) else { return false }
            settings.server.classic.networks = networks
            return true
        },
        text: { $0.server.classic.networks.description }
    )

    private static let classicRole = Setting(
        key: "classic-role",
        allowed: { tr("guest, member or admin") },
        apply: { text, settings in
            guard let role = Role(rawValue: text), role != .operator else { return false }
            settings.classicRole = role
            return true
        },
        text: { $0.classicRole?.rawValue }
    )

    private static let dataDirectory = Setting(
        key: "data-dir",
        allowed: { tr("a folder") },
        apply: { text, settings in
            guard !text.isEmpty, text == text.visible() else { return false }
            settings.server.dataDirectory = text
            return true
        },
        text: { $0.server.dataDirectory }
    )

    private static let socket = Setting(
        key: "socket",
        allowed: { tr("an absolute path, or off") },
        apply: { text, settings in
            guard text == "off" || text.hasPrefix("/"), text == text.visible() else { return false }
            settings.server.socketPath = text == "off" ? nil : text
            return true
        },
        text: { $0.server.socketPath ?? "off" }
    )

    private static func file(_ key: String, _ path: any WritableKeyPath<ServeSettings, String> & Sendable) -> Setting {
        Setting(
            key: key,
            allowed: { tr("a file in PEM") },
            apply: { text, settings in
                guard text == text.visible() else { return false }
                settings[keyPath: path] = text
                return true
            },
            text: { $0[keyPath: path] }
        )
    }

    private static let logLevel = Setting(
        key: "log-level",
        allowed: { Logger.Level.allCases.map(\.rawValue).joined(separator: ", ") },
        apply: { text, settings in
            guard let level = Logger.Level(rawValue: text) else { return false }
            settings.server.logLevel = level
            return true
        },
        text: { $0.server.logLevel.rawValue }
    )

    private static func limit(
        _ name: String,
        _ path: any WritableKeyPath<Limits, Int> & Sendable,
        in range: ClosedRange<Int>
    ) -> Setting {
        Setting.number(key: "limits.\(name)", in: range, get: { $0.limits[keyPath: path] }) {
            $0.limits[keyPath: path] = $1
        }
    }

    private static func number(
        key: String,
        in range: ClosedRange<Int>,
        get: @escaping @Sendable (ServerConfiguration) -> Int,
        set: @escaping @Sendable (inout ServerConfiguration, Int) -> Void
    ) -> Setting {
        Setting(
            key: key,
            allowed: {
                tr("a whole number from {least} to {most}", ["least": range.lowerBound, "most": range.upperBound])
            },
            apply: { text, settings in
                guard let value = Int(text), range ~= value else { return false }
                set(&settings.server, value)
                return true
            },
            text: { String(get($0.server)) }
        )
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0.trimmingPrefix(while: \.isWhitespace)) }
    }
}
