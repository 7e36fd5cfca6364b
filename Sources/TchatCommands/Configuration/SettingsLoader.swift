import FoundationEssentials
import Glibc
import LocalFiles
import Localization
import TchatModel
import TchatServer

/// Puts the settings together: the file, then the environment, then the flags; later ones win.
///
/// It can be asked again, to read a file that has changed.
struct SettingsLoader: Sendable {
    /// The settings in force and where each was set.
    struct Loaded {
        var settings: ServeSettings
        /// By key; a key that is absent has its default.
        var origins: [String: String]
    }

    /// By key, what the flags say.
    var flags: [String: String]

    /// The file named with `--config`.
    var configPath: String?

    var environment: [String: String]

    /// Where a file is looked for unless one is named; in tests, somewhere else.
    var systemDirectory = "/etc/tchat"

    /// Reads everything.
    ///
    /// - Throws: ``ConfigurationError``.
    func load() throws(ConfigurationError) -> Loaded {
        let file = try configurationFile()
        let socket = LocalSocketPath(environment: environment, userID: getuid())
        let settings = ServeSettings(
            dataDirectory: defaultDataDirectory,
            socketPath: socket.path,
            isSocketForGroup: socket.isOfService
        )
        var loaded = Loaded(settings: settings, origins: [:])
        for setting in Setting.all {
            guard let value = value(of: setting, in: file) else { continue }
            guard setting.apply(value.text, &loaded.settings) else {
                throw ConfigurationError(
                    tr(
                        "{place}: '{value}' is no value for {key}: write {allowed}.",
                        [
                            "place": value.place, "value": value.text.visible(), "key": setting.key,
                            "allowed": setting.allowed(),
                        ]
                    )
                )
            }
            loaded.origins[setting.key] = value.place
        }
        guard loaded.settings.certificatePath.isEmpty == loaded.settings.keyPath.isEmpty else {
            throw ConfigurationError(
                tr("A certificate is nothing without its key: give both tls-certificate and tls-key, or neither.")
            )
        }
        let limits = loaded.settings.server.limits
        guard limits.unsentBytes >= limits.messageBytes else {
            throw ConfigurationError(
                tr(
                    "{place}: limits.unsent-bytes has to hold one message: write at least {limit}, or lower "
                        + "limits.message-bytes.",
                    [
                        "place": loaded.origins["limits.unsent-bytes"] ?? loaded.origins["limits.message-bytes"] ?? "",
                        "limit": limits.messageBytes,
                    ]
                )
            )
        }
        return loaded
    }

    /// The settings as a file that would say the same, each with where it comes from.
    static func render(_ loaded: Loaded) -> String {
        var lines: [String] = []
        var section = ""
        for setting in Setting.all {
            let parts = setting.key.split(separator: ".")
            let name = parts.last ?? ""
            let indentation = parts.count > 1 ? "  " : ""
            if parts.count > 1, section != parts[0] {
                section = String(parts[0])
                lines.append("\(section):")
            }
            let origin = loaded.origins[setting.key] ?? tr("default")
            guard let text = setting.text(loaded.settings) else {
                let hint = tr("as 'Classic clients' in 'tchat serve --help' says")
                lines.append("# \(indentation)\(name): \(origin): \(hint)")
                continue
            }
            let isPlain =
                Int(text) != nil
                || !text.isEmpty
                    && text.utf8.allSatisfy { byte in
                        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || byte == UInt8(ascii: "-")
                    }
            let quoted = isPlain ? text : "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
            lines.append("\(indentation)\(name): \(quoted)  # \(origin)")
        }
        return lines.joined(separator: "\n")
    }

    private func flagName(of setting: Setting) -> String {
        setting.key.hasPrefix("limits.") ? "--limit \(setting.key.dropFirst("limits.".count))" : "--\(setting.key)"
    }

    /// What is said of a setting, by whoever wins.
    private func value(of setting: Setting, in file: ConfigurationFile?) -> ConfigurationFile.Value? {
        if let text = flags[setting.key] { return .init(text: text, place: flagName(of: setting)) }
        if let text = environment[setting.environmentVariable] {
            return .init(text: text, place: setting.environmentVariable)
        }
        return file?.values[setting.key]
    }

    /// The variables that look like settings and are none: somebody misspelt them.
    ///
    /// They are said and not refused, as the environment is not Tchat's alone: Kubernetes gives every program of a namespace
    /// `TCHAT_SERVICE_HOST` and the like when a service there is called `tchat`.
    var unknownVariables: [String] {
        let known = Setting.all.map(\.environmentVariable) + Self.variablesOfOthers
        return environment.keys.filter { $0.hasPrefix("TCHAT_") && !known.contains($0) }.sorted()
    }

    /// What else is called `TCHAT_…`: where the file is; of the window, of the tests, and of the examples in `docs/api.md`.
    private static let variablesOfOthers = [
        "TCHAT_CONFIG", "TCHAT_MEASURE", "TCHAT_TEST_PYTHON", "TCHAT_HOST", "TCHAT_CACERT", "TCHAT_KEY", "TCHAT_TOKEN",
    ]

    private func configurationFile() throws(ConfigurationError) -> ConfigurationFile? {
        if let path = configPath ?? environment["TCHAT_CONFIG"], !path.isEmpty {
            return try ConfigurationFile(path: path)
        }
        let own = UserFolders.configuration(environment) ?? "\(home)/.config"
        for directory in ["\(own)/tchat", systemDirectory] {
            let path = "\(directory)/tchat.yaml"
            if access(path, F_OK) == 0 { return try ConfigurationFile(path: path) }
        }
        return nil
    }

    private var defaultDataDirectory: String {
        // systemd hands over a list when a unit has several (systemd.exec(5)); the first is ours.
        if let directories = environment["STATE_DIRECTORY"], let first = directories.split(separator: ":").first {
            return String(first)
        }
        return "\(UserFolders.state(environment) ?? "\(home)/.local/state")/tchat"
    }

    /// The home of this process's user, for a server that was started without `HOME`.
    private var home: String {
        guard let entry = getpwuid(getuid()), let directory = entry.pointee.pw_dir else { return "/" }
        return String(cString: directory)
    }
}
