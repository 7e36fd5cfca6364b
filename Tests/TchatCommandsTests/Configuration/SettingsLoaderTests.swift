import Foundation
import Logging
import TchatModel
import TchatServer
import Testing

@testable import TchatCommands

@Suite final class SettingsLoaderTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "tchat-\(UUID())")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private func write(_ text: String, to name: String = "tchat.yaml") throws -> String {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    private func loader(
        flags: [String: String] = [:],
        file: String? = nil,
        environment: [String: String] = [:]
    ) throws -> SettingsLoader {
        SettingsLoader(
            flags: flags,
            configPath: try file.map { try write($0) },
            environment: environment.merging(["HOME": folder.path, "XDG_RUNTIME_DIR": "/run/user/7"]) { mine, _ in mine
            },
            systemDirectory: folder.appending(path: "etc").path
        )
    }

    /// What the server is told when nothing is said.
    private var defaults: ServerConfiguration {
        var defaults = ServerConfiguration(dataDirectory: "\(folder.path)/.local/state/tchat")
        defaults.socketPath = "/run/user/7/tchat/tchat.sock"
        return defaults
    }

    @Test func `Without anything, the defaults are in force`() throws {
        let loaded = try loader().load()
        #expect(loaded.settings.server == defaults)
        #expect(loaded.settings.classicRole == nil)
        #expect(loaded.settings.serverConfiguration(isByHand: false).certificate == nil)
        #expect(loaded.origins.isEmpty)
    }

    @Test func `Settings begin with a folder, a socket and nothing else`() {
        let settings = ServeSettings(dataDirectory: "/d", socketPath: "/s", isSocketForGroup: true)
        var server = ServerConfiguration(dataDirectory: "/d")
        server.socketPath = "/s"
        server.isSocketForGroup = true
        #expect(settings.server == server)
        #expect(settings.classicRole == nil)
        #expect(settings.certificatePath.isEmpty && settings.keyPath.isEmpty)
    }

    @Test func `Every setting of the file reaches the server`() throws {
        let file = """
            listen: "[::1]:80"
            classic: off
            classic-role: guest
            data-dir: /d
            socket: /s
            tls-certificate: /c.pem
            tls-key: /k.pem
            log-level: debug
            retention-days: 30
            retention-megabytes: 512
            classic-days: 60
            limits:
              connections: 1
              connections-per-address: 2
              opening-seconds: 3
              message-bytes: 4
              waiting-per-client: 5
              waiting-messages: 6
              unsent-bytes: 7
              event-backlog-bytes: 8
              unread-seconds: 9
            """
        let loaded = try loader(file: file).load()
        var expected = ServerConfiguration(dataDirectory: "/d")
        expected.listen = [HostAddress(host: "::1", port: 80)]
        expected.classic.networks = .off
        expected.classic.loopbackRole = .guest
        expected.classic.remoteRole = .guest
        expected.socketPath = "/s"
        expected.certificate = CertificateFiles(certificatePath: "/c.pem", keyPath: "/k.pem")
        expected.logLevel = .debug
        expected.retention.days = 30
        expected.retention.megabytes = 512
        expected.retention.classicDays = 60
        expected.limits.connections = 1
        expected.limits.connectionsPerAddress = 2
        expected.limits.openingSeconds = 3
        expected.limits.messageBytes = 4
        expected.limits.waitingPerClient = 5
        expected.limits.waitingMessages = 6
        expected.limits.unsentBytes = 7
        expected.limits.eventBacklogBytes = 8
        expected.limits.unreadSeconds = 9
        #expect(loaded.settings.serverConfiguration(isByHand: true) == expected)
        // A new setting belongs into this file.
        #expect(loaded.origins.count == Setting.all.count)
    }

    @Test(arguments: [
        ["tls-certificate": "/c.pem"], ["tls-key": "/k.pem"], ["tls-certificate": "/c.pem", "tls-key": ""],
    ])
    func `A certificate without its key, or a key without its certificate, is refused`(flags: [String: String]) throws {
        let loader = try loader(flags: flags)
        let error = try #require(throws: ConfigurationError.self) { try loader.load() }
        #expect(
            error.description
                == "A certificate is nothing without its key: give both tls-certificate and tls-key, or neither."
        )
    }

    @Test func `A certificate and its key may be said in two places`() throws {
        let loaded = try loader(flags: ["tls-key": "/k.pem"], file: "tls-certificate: /c.pem").load()
        let files = CertificateFiles(certificatePath: "/c.pem", keyPath: "/k.pem")
        #expect(loaded.settings.serverConfiguration(isByHand: false).certificate == files)
    }

    @Test(arguments: [("off", nil), ("/a b/s", "/a b/s")])
    func `The socket is a path, or off`(text: String, path: String?) throws {
        #expect(try loader(flags: ["socket": text]).load().settings.server.socketPath == path)
    }

    @Test func `The environment wins over the file, and flags over both`() throws {
        let loaded = try loader(
            flags: ["classic": "off"],
            file: "classic: loopback\nclassic-role: guest\nlimits:\n  connections: 7\n  message-bytes: 9\n",
            environment: ["TCHAT_CLASSIC": "10.0.0.0/8", "TCHAT_LIMITS_CONNECTIONS": "8"]
        ).load()
        #expect(loaded.settings.server.classic.networks == .off)
        #expect(loaded.settings.server.limits.connections == 8)
        #expect(loaded.settings.server.limits.messageBytes == 9)
        #expect(loaded.settings.classicRole == .guest)
        #expect(loaded.origins["classic"] == "--classic")
        #expect(loaded.origins["limits.connections"] == "TCHAT_LIMITS_CONNECTIONS")
        #expect(loaded.origins["limits.message-bytes"] == "\(folder.path)/tchat.yaml, line 5")
    }

    @Test(arguments: [
        "listen: \"[::1]:80,127.0.0.1\"", "listen: [\"[::1]:80\", 127.0.0.1]", "listen:\n- \"[::1]:80\"\n- 127.0.0.1",
    ])
    func `A list may be written as YAML or with commas`(file: String) throws {
        let addresses = [HostAddress(host: "::1", port: 80), HostAddress(host: "127.0.0.1")]
        #expect(try loader(file: file).load().settings.server.listen == addresses)
    }

    @Test(arguments: [
        ("clasic: off", "line 1: there is no setting 'clasic'; allowed are classic, classic-days, classic-role"),
        (
            "classic: off\nlimits:\n  conections: 3",
            "line 3: there is no setting 'limits.conections'; allowed are connections"
        ),
        ("\nclassic: maybe", "line 2: 'maybe' is no value for classic: write off, loopback, or networks"),
        ("classic-role: operator", "line 1: 'operator' is no value for classic-role: write guest, member or admin"),
        ("limits:\n  connections: many", "line 2: 'many' is no value for limits.connections: write a whole number"),
        ("limits:\n  connections: 0", "line 2: '0' is no value for limits.connections"),
        ("limits: 3", "line 1: 'limits' is a section"),
        ("classic:\n  networks: off", "line 1: 'classic' takes a value"),
        ("classic: [off", "line 2: this is not valid YAML: did not find"),
        ("- classic", "line 1: write one setting a line"),
        ("listen: example.org:5005", "line 1: 'example.org:5005' is no value for listen: write IP addresses"),
        ("listen: nowhere:at:all:99999999", "line 1: "),
        ("listen: []", "line 1: '' is no value for listen"),
        ("classic: off\nclassic: loopback", "'classic' is set twice"),
        ("listen: [[a]]", "line 1: 'listen' takes a plain list"),
        ("data-dir: \"a\\nb\"", "is no value for data-dir"),
        ("log-level: loud", "write trace, debug"),
        ("socket: run/s", "line 1: 'run/s' is no value for socket: write an absolute path, or off"),
        ("socket: \"/a\\e\"", "'/a␛' is no value for socket"),
        ("tls-key: \"/a\\n\"", "is no value for tls-key: write a file in PEM"),
        ("retention-days: -1", "for retention-days: write a whole number from 0 to 36500"),
        ("retention-megabytes: 1048577", "for retention-megabytes: write a whole number from 0 to 1048576"),
        ("limits:\n  event-backlog-bytes: 0", "for limits.event-backlog-bytes: write a whole number from 1"),
        (
            "limits:\n  message-bytes: 65537",
            "line 2: '65537' is no value for limits.message-bytes: write a whole number from 1 to 65536."
        ),
        ("limits:\n  waiting-per-client: 4097", "for limits.waiting-per-client: write a whole number from 1 to 4096."),
        (
            "limits:\n  message-bytes: 5000\n  unsent-bytes: 4999",
            "line 3: limits.unsent-bytes has to hold one message: write at least 5000, or lower limits.message-bytes."
        ),
        ("classic:\n- a\n- b: c", "line 1: 'classic' takes a plain list"),
        ("classic: off\n---\nclassic: loopback", "this is not valid YAML"),
    ])
    func `A mistake names the file, the line and what may be written`(file: String, problem: String) throws {
        let loader = try loader(file: file)
        let error = try #require(throws: ConfigurationError.self) { try loader.load() }
        #expect(error.description.contains("\(folder.path)/tchat.yaml"))
        #expect(error.description.contains(problem), "\(error)")
        #expect(error.description.hasSuffix("."))
    }

    @Test func `A mistake elsewhere names the variable or the flag`() throws {
        let inEnvironment = try loader(environment: ["TCHAT_LISTEN": "here:x"])
        #expect(
            try #require(throws: ConfigurationError.self) { try inEnvironment.load() }.description.hasPrefix(
                "TCHAT_LISTEN: "
            )
        )
        let inFlags = try loader(flags: ["limits.connections": "-1"])
        let error = try #require(throws: ConfigurationError.self) { try inFlags.load() }
        #expect(error.description.hasPrefix("--limit connections: "))
    }

    @Test(arguments: ["", "# nothing\n", "---\n"])
    func `An empty file says nothing`(file: String) throws {
        #expect(try loader(file: file).load().settings.server == defaults)
    }

    @Test(arguments: [
        (["TCHAT_LISTN": "::1", "TCHAT_CLASIC": "off", "TCHAT_LIMIT_CONNECTIONS": "3"], 3),
        (["TCHAT_LISTEN": "::1", "TCHAT_CONFIG": "", "TCHAT_LIMITS_CONNECTIONS": "3", "TCHAT_TLS_KEY": ""], 0),
        (["TCHAT_MEASURE": "first-frame", "TCHAT_TEST_PYTHON": "/p", "TCHAT_TOKEN": "t", "TCHATTER": "1"], 0),
        (["tchat_listen": "::1"], 0),
    ])
    func `A variable that looks like a setting and is none is named`(environment: [String: String], count: Int) throws {
        let loader = try loader(environment: environment)
        _ = try loader.load()
        #expect(loader.unknownVariables == (count == 0 ? [] : environment.keys.sorted()))
    }

    @Test(arguments: [("classic: &c loopback\nclassic-role: guest\n", "loopback"), ("classic: \"off\"", "off")])
    func `A value is taken as it is written`(file: String, networks: String) throws {
        let loaded = try loader(file: file).load()
        #expect(loaded.settings.server.classic.networks.description == networks)
        #expect(loaded.origins["classic"] == "\(folder.path)/tchat.yaml, line 1")
    }

    @Test func `A named file has to be there; the usual places need not`() throws {
        var loader = try loader()
        loader.configPath = "\(folder.path)/none.yaml"
        let error = try #require(throws: ConfigurationError.self) { try loader.load() }
        #expect(error.description == "\(folder.path)/none.yaml: it can't be read: no such file or directory.")
    }

    @Test func `What is no ordinary file is refused without being read`() throws {
        var loader = try loader()
        for path in [folder.path, "/dev/zero"] {
            loader.configPath = path
            let error = try #require(throws: ConfigurationError.self) { try loader.load() }
            #expect(error.description == "\(path): it is not a file: name a text file with settings.")
        }
        let large = folder.appending(path: "large.yaml").path
        #expect(FileManager.default.createFile(atPath: large, contents: nil))
        #expect(truncate(large, 1 << 34) == 0)
        loader.configPath = large
        #expect(try #require(throws: ConfigurationError.self) { try loader.load() }.description.contains("larger than"))
    }

    @Test func `An empty variable names no file`() throws {
        #expect(try loader(environment: ["TCHAT_CONFIG": ""]).load().origins.isEmpty)
    }

    @Test func `The person's own file comes before the system's`() throws {
        let loader = try loader()
        _ = try write("classic-role: guest", to: "etc/tchat.yaml")
        #expect(try loader.load().settings.classicRole == .guest)
        _ = try write("classic-role: admin", to: ".config/tchat/tchat.yaml")
        #expect(try loader.load().settings.classicRole == .admin)
        var moved = loader
        moved.environment["XDG_CONFIG_HOME"] = "\(folder.path)/elsewhere"
        #expect(try moved.load().settings.classicRole == .guest)
    }

    @Test func `State goes where the service manager says`() throws {
        let loader = try loader(environment: ["STATE_DIRECTORY": "/var/lib/tchat:/var/lib/other"])
        #expect(try loader.load().settings.server.dataDirectory == "/var/lib/tchat")
    }

    @Test func `A service's socket is for its group`() throws {
        let settings = try loader(environment: ["RUNTIME_DIRECTORY": "/run/tchat"]).load().settings
        #expect(settings.server.socketPath == "/run/tchat/tchat.sock")
        #expect(settings.server.isSocketForGroup)
    }

    @Test func `What is printed can be read back and is the same`() throws {
        let loaded = try loader(
            flags: ["data-dir": "/tmp/a \"b\"", "socket": "off", "tls-certificate": "/c.pem", "tls-key": "/k é\\.pem"],
            file:
                "retention-days: 7\nlisten: 127.0.0.1\nclassic: 10.0.0.0/8,fd00::/8\nclassic-role: member\nlimits:\n  unread-seconds: 3"
        ).load()
        let printed = SettingsLoader.render(loaded)
        #expect(printed.contains("data-dir: \"/tmp/a \\\"b\\\"\"  # --data-dir"))
        #expect(printed.contains("  connections: 8192  # default"))
        #expect(printed.contains("socket: off  # --socket"))
        #expect(printed.contains("retention-days: 7  # \(folder.path)/tchat.yaml, line 1"))
        let again = try loader(file: printed).load()
        #expect(again.settings.server == loaded.settings.server)
        #expect(again.settings.classicRole == .member)
        #expect(again.settings.certificatePath == "/c.pem")
        #expect(again.settings.keyPath == "/k é\\.pem")
        #expect(again.origins.count == Setting.all.count)
    }

    @Test func `The defaults that are printed can be read back and are the same`() throws {
        let printed = SettingsLoader.render(try loader().load())
        #expect(printed.contains("tls-certificate: \"\"  # default"))
        let again = try loader(file: printed).load()
        #expect(again.settings.server == defaults)
        #expect(again.settings.serverConfiguration(isByHand: false).certificate == nil)
    }

    @Test(arguments: [(true, Role.admin), (false, .member)])
    func `Without a role, only a server started by hand lets its own machine control it`(isByHand: Bool, role: Role)
        throws
    {
        let settings = try loader().load().settings
        #expect(settings.serverConfiguration(isByHand: isByHand).classic.loopbackRole == role)
        #expect(settings.serverConfiguration(isByHand: isByHand).classic.remoteRole == .member)
        let fixed = try loader(flags: ["classic-role": "guest"]).load().settings
        #expect(fixed.serverConfiguration(isByHand: isByHand).classic.loopbackRole == .guest)
    }
}
