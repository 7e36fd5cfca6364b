import Configuration
import FoundationEssentials
import Glibc
import Localization
import TchatModel

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
        let environmentSnapshot = EnvironmentVariablesProvider(environmentVariables: environment)
            .prefixKeys(with: "tchat")
            .snapshot()
        let flagSnapshot = InMemoryProvider(
            name: "flags",
            values: Dictionary(
                uniqueKeysWithValues: flags.map { (Self.absolute($0), ConfigValue(.string($1), isSecret: false)) }
            )
        ).snapshot()

        let socket = LocalSocketPath(environment: environment)
        let settings = ServeSettings(
            dataDirectory: defaultDataDirectory,
            socketPath: socket.path,
            isSocketForGroup: socket.isOfSystemService
        )
        var loaded = Loaded(settings: settings, origins: [:])
        for setting in Setting.all {
            let sources: [(place: String, snapshot: (any ConfigSnapshot)?)] = [
                (flagName(of: setting), flagSnapshot),
                (setting.environmentVariable, environmentSnapshot),
                (file?.place(of: setting.key) ?? "", file?.snapshot),
            ]
            for (place, snapshot) in sources {
                guard let snapshot, let text = Self.text(of: setting.key, in: snapshot) else { continue }
                guard setting.apply(text, &loaded.settings) else {
                    throw ConfigurationError(
                        tr(
                            "{place}: '{value}' is no value for {key}: write {allowed}.",
                            [
                                "place": place, "value": text.visible(), "key": setting.key,
                                "allowed": setting.allowed(),
                            ]
                        )
                    )
                }
                loaded.origins[setting.key] = place
                break
            }
        }
        guard loaded.settings.certificatePath.isEmpty == loaded.settings.keyPath.isEmpty else {
            throw ConfigurationError(
                tr("A certificate is nothing without its key: give both tls-certificate and tls-key, or neither.")
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

    private static func absolute(_ key: String) -> AbsoluteConfigKey {
        AbsoluteConfigKey(key.split(separator: ".").map(String.init))
    }

    /// A value as text; a list is joined with commas.
    private static func text(of key: String, in snapshot: any ConfigSnapshot) -> String? {
        let key = absolute(key)
        if let value = try? snapshot.value(forKey: key, type: .string).value, case .string(let text) = value.content {
            return text
        }
        if let value = try? snapshot.value(forKey: key, type: .stringArray).value,
            case .stringArray(let texts) = value.content
        {
            return texts.joined(separator: ",")
        }
        return nil
    }

    private func configurationFile() throws(ConfigurationError) -> ConfigurationFile? {
        if let path = configPath ?? environment["TCHAT_CONFIG"], !path.isEmpty {
            return try ConfigurationFile(path: path)
        }
        for directory in ["\(XDG.configHome(environment))/tchat", systemDirectory] {
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
        return "\(XDG.stateHome(environment))/tchat"
    }
}

/// Where the Unix socket is unless the settings say otherwise.
struct LocalSocketPath {
    /// The path.
    let path: String
    /// Whether a service manager made a folder for it, so that it is a system's or a user's service.
    let isOfSystemService: Bool

    init(environment: [String: String]) {
        let folder: String
        // systemd hands over a list when a unit has several (systemd.exec(5)); the first is ours.
        if let first = environment["RUNTIME_DIRECTORY"]?.split(separator: ":").first {
            folder = String(first)
            isOfSystemService = true
        } else if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") {
            folder = "\(runtime)/tchat"
            isOfSystemService = false
        } else {
            folder = getuid() == 0 ? "/run/tchat" : "/tmp/tchat-\(getuid())"
            isOfSystemService = false
        }
        path = "\(folder)/tchat.sock"
    }
}

/// The folders of a person's files, as the XDG Base Directory Specification 0.8 names them.
enum XDG {
    /// For configuration; `~/.config` unless `XDG_CONFIG_HOME` says otherwise.
    static func configHome(_ environment: [String: String]) -> String {
        directory("XDG_CONFIG_HOME", orUnderHome: ".config", environment)
    }

    /// For what should outlive a restart; `~/.local/state` unless `XDG_STATE_HOME` says otherwise.
    static func stateHome(_ environment: [String: String]) -> String {
        directory("XDG_STATE_HOME", orUnderHome: ".local/state", environment)
    }

    private static func directory(
        _ variable: String,
        orUnderHome folder: String,
        _ environment: [String: String]
    ) -> String {
        // The specification: a path that is not absolute is to be ignored.
        if let path = environment[variable], path.hasPrefix("/") { return path }
        return "\(home(environment))/\(folder)"
    }

    private static func home(_ environment: [String: String]) -> String {
        if let home = environment["HOME"], home.hasPrefix("/") { return home }
        guard let entry = getpwuid(getuid()), let directory = entry.pointee.pw_dir else { return "/" }
        return String(cString: directory)
    }
}
