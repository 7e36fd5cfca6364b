import ArgumentParser
import FoundationEssentials
import Glibc
import HostMetrics
import Localization
import Logging
import ServiceLifecycle
import TchatClient
import TchatModel
import TchatServer
import UnixSignals

/// `tchat serve`: the server, and in a terminal the operator's console with it.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Answer for this machine on port 5005."),
        discussion: tr(
            """
            In a terminal it is also the operator's console: what people write appears above the prompt, what you type \
            goes to the one shown in the prompt; /help lists the commands. Otherwise it logs to standard error.

            Classic clients: the original plain-text protocol is neither encrypted nor authenticated. By default it is \
            served only to this machine, where a client may also reset and stop the server if you started it by hand in a \
            terminal, and otherwise only ask and talk.

            Settings come from tchat.yaml, then from the environment (TCHAT_LISTEN, TCHAT_CLASSIC_ROLE, \
            TCHAT_LIMITS_CONNECTIONS, …), then from these options; later ones win. The file is looked for in \
            $XDG_CONFIG_HOME/tchat (~/.config/tchat), then in /etc/tchat.

            SIGTERM and SIGINT stop it after telling everyone; SIGHUP reads the settings again.
            """
        )
    )

    @Option(
        help: ArgumentHelp(
            tr("Listen here; can be repeated. Default: [::]:5005, every address."),
            valueName: tr("address:port")
        )
    )
    var listen: [String] = []

    @Option(
        help: ArgumentHelp(
            tr("Who may use the classic protocol: off, loopback, or networks in CIDR notation, separated by commas."),
            valueName: tr("networks")
        )
    )
    var classic: String?

    @Option(
        help: ArgumentHelp(
            tr("What every classic client may do: guest asks, member also talks, admin also resets and stops."),
            valueName: tr("role")
        )
    )
    var classicRole: String?

    @Option(
        help: ArgumentHelp(
            tr("Keep state here. Default: $STATE_DIRECTORY, then $XDG_STATE_HOME/tchat (~/.local/state/tchat)."),
            valueName: tr("folder")
        )
    )
    var dataDir: String?

    @Option(
        help: ArgumentHelp(
            tr("Show this certificate instead of the server's own; with --tls-key."),
            valueName: tr("file")
        )
    )
    var tlsCertificate: String?

    @Option(help: ArgumentHelp(tr("The key of --tls-certificate."), valueName: tr("file")))
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            tr(
                "The Unix socket of this machine's own users, or off. Default: tchat.sock in $RUNTIME_DIRECTORY, "
                    + "$XDG_RUNTIME_DIR/tchat, /run/tchat (root) or /tmp/tchat-UID."
            ),
            valueName: tr("path")
        )
    )
    var socket: String?

    @Option(help: ArgumentHelp(tr("Remove entries of the log older than this; 0 keeps them."), valueName: tr("days")))
    var retentionDays: String?

    @Option(
        help: ArgumentHelp(
            tr("Remove the oldest entries while the log is bigger; 0 lets it grow."),
            valueName: tr("MiB")
        )
    )
    var retentionMegabytes: String?

    @Option(
        help: ArgumentHelp(
            tr("Forget classic clients' addresses after this long in silence, once no entry is left; 0 keeps them."),
            valueName: tr("days")
        )
    )
    var classicDays: String?

    @Option(help: ArgumentHelp(tr("Read settings from this file."), valueName: tr("file")))
    var config: String?

    @Option(
        help: ArgumentHelp(
            tr("Set a limit, for example connections=100; can be repeated."),
            valueName: tr("name=value")
        )
    )
    var limit: [String] = []

    @Option(
        help: ArgumentHelp(
            tr("The least severe line that is logged: trace, debug, info, notice, warning, error or critical."),
            valueName: tr("level")
        )
    )
    var logLevel: String?

    @Flag(help: ArgumentHelp(tr("Print the settings in force and where each comes from, and end.")))
    var printConfig = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let loader = SettingsLoader(flags: try flags(), configPath: config, environment: environment)
        let loaded: SettingsLoader.Loaded
        do {
            loaded = try loader.load()
        } catch {
            throw failure(ErrorText.sentence(for: error), status: EXIT_FAILURE)
        }
        if printConfig {
            for variable in loader.unknownVariables {
                writeToStandardError(
                    "tchat: "
                        + tr(
                            "{variable} is no setting and says nothing; 'tchat serve --print-config' lists those there are.",
                            ["variable": variable.visible()]
                        ) + "\n"
                )
            }
            try writeToStandardOutput(SettingsLoader.render(loaded) + "\n")
            return
        }
        try await serve(loaded.settings, loader: loader, environment: environment)
    }

    private func serve(_ settings: ServeSettings, loader: SettingsLoader, environment: [String: String]) async throws {
        let isByHand = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
        let logOutput = ConsoleLogHandler.Output()
        let style = TerminalStyle(isTerminal: isByHand, environment: environment)
        var editor: LineEditor?
        let user = LocalUser.name
        let console = ConsoleState(
            OperatorConsole(name: user, place: .server, style: style, clock: { DateText.time($0, seconds: true) })
        )
        if isByHand, settings.server.socketPath != nil {
            try prepareDataDirectory(settings.server.dataDirectory)
            editor = try? LineEditor(
                options: LineEditor.Options(
                    historyPath: "\(settings.server.dataDirectory)/console-history",
                    keepsEnteredLines: false,
                    completer: { line, cursor in console.withLock { $0.completions(of: line, cursor: cursor) } }
                )
            )
        }
        var logger: Logger
        if let editor {
            logOutput.attach(editor)
            logger = Logger(label: "tchat") { _ in ConsoleLogHandler(output: logOutput, style: style) }
        } else {
            logger = Logger(label: "tchat") { StreamLogHandler.standardError(label: $0) }
            logger.logLevel = settings.server.logLevel
            if isByHand {
                logger.warning("There is no console: it needs the Unix socket, and a terminal that can move its cursor")
            }
        }

        for variable in loader.unknownVariables {
            logger.warning(
                "There is no such setting: the variable says nothing",
                metadata: ["variable": "\(variable.visible())"]
            )
        }

        let configuration: @Sendable (ServeSettings) -> ServerConfiguration = { [logger] settings in
            var configuration = settings.serverConfiguration(isByHand: isByHand)
            let wanted = configuration.limits.connections
            configuration.limits.connections = Self.raiseDescriptorLimit(for: wanted, logger: logger)
            return configuration
        }
        let assembly: ServerAssembly
        do {
            assembly = try await ServerAssembly(
                configuration: configuration(settings),
                reloadConfiguration: { configuration(try loader.load().settings) },
                reader: HostReader(),
                manager: ServiceManager(environment: environment),
                onListening: { [editor] addresses in
                    let list = addresses.map(\.description).joined(separator: ", ")
                    editor?.print(
                        "\(style(DateText.time(Date(), seconds: true), .dim)) \(style(tr("Listening on {addresses}", ["addresses": list]), .dim))"
                    )
                },
                logger: logger
            )
        } catch {
            editor?.stop()
            await editor?.ended()
            throw failure(ErrorText.sentence(for: error), status: EXIT_FAILURE)
        }
        let control = assembly.control
        var services = assembly.services + [.init(service: await HangUpService(control: control))]
        if let editor, let path = settings.server.socketPath {
            // First, so that it ends last and shows how the others end.
            let service = ConsoleService(endpoint: .unixSocket(path: path), editor: editor, console: console) {
                control.stop()
            }
            services.insert(.init(service: service), at: 0)
        }
        var groupConfiguration = ServiceGroupConfiguration(
            services: services,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        groupConfiguration.maximumGracefulShutdownDuration = .seconds(4)
        groupConfiguration.maximumCancellationDuration = .seconds(1)
        do {
            try await ServiceGroup(configuration: groupConfiguration).run()
        } catch {
            await assembly.close()
            guard error is ListenError else { throw error }
            throw failure(ErrorText.sentence(for: error), status: EXIT_FAILURE)
        }
        await assembly.close()
    }
}

extension Serve {
    /// The options by the keys of the settings.
    func flags() throws -> [String: String] {
        var flags: [String: String] = [:]
        flags["listen"] = listen.isEmpty ? nil : listen.joined(separator: ",")
        flags["classic"] = classic
        flags["classic-role"] = classicRole
        flags["data-dir"] = dataDir
        flags["log-level"] = logLevel
        flags["tls-certificate"] = tlsCertificate
        flags["tls-key"] = tlsKey
        flags["socket"] = socket
        flags["retention-days"] = retentionDays
        flags["retention-megabytes"] = retentionMegabytes
        flags["classic-days"] = classicDays
        for text in limit {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, Setting.all.contains(where: { $0.key == "limits.\(parts[0])" }) else {
                let names = Setting.all.filter { $0.key.hasPrefix("limits.") }.map { $0.key.dropFirst("limits.".count) }
                throw ValidationError(
                    tr("--limit takes NAME=VALUE; the names are {names}.", ["names": names.joined(separator: ", ")])
                )
            }
            flags["limits.\(parts[0])"] = parts[1]
        }
        return flags
    }

    private func prepareDataDirectory(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw failure(
                tr("The folder {folder} can't be made: choose another with --data-dir.", ["folder": path.visible()]),
                status: EXIT_FAILURE
            )
        }
    }

    /// Lets the process have as many descriptors as the system allows it.
    ///
    /// - Returns: How many connections there is room for, at most those wanted.
    private static func raiseDescriptorLimit(for connections: Int, logger: Logger) -> Int {
        let ownDescriptors = 64
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return connections }
        let wanted = rlim_t(connections + ownDescriptors)
        if limit.rlim_cur < wanted {
            limit.rlim_cur = min(wanted, limit.rlim_max)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        guard limit.rlim_cur < wanted else { return connections }
        let room = max(1, Int(limit.rlim_cur) - ownDescriptors)
        logger.warning(
            "Fewer connections than configured: the system allows this process too few open files (ulimit -n)",
            metadata: ["connections": "\(room)", "configured": "\(connections)"]
        )
        return room
    }
}

/// Reads the configuration again whenever SIGHUP comes.
private struct HangUpService: Service {
    private let control: ServerControl
    private let signals: UnixSignalsSequence

    /// Takes the signal at once: it must not end the process that has just said it is ready.
    init(control: ServerControl) async {
        self.control = control
        signals = await UnixSignalsSequence(trapping: .sighup)
    }

    func run() async throws {
        for await _ in signals.cancelOnGracefulShutdown() {
            control.reload()
        }
    }
}
