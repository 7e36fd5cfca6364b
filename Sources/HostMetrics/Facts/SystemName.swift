import Glibc

/// What the kernel says of itself and the machine (uname(2)).
public struct SystemName: Sendable, Equatable {
    /// The kernel's name (`sysname`).
    public var system: String
    /// The machine's name on its network (`nodename`).
    public var node: String
    /// The kernel's release (`release`).
    public var release: String
    /// The kernel's version (`version`).
    public var version: String
    /// The hardware's architecture (`machine`).
    public var machine: String
    /// The machine's NIS domain, `(none)` where it is in none (`domainname`).
    public var domain: String

    /// Names a system.
    public init(
        system: String,
        node: String,
        release: String,
        version: String,
        machine: String,
        domain: String = "(none)"
    ) {
        self.system = system
        self.node = node
        self.release = release
        self.version = version
        self.machine = machine
        self.domain = domain
    }

    /// Asks this machine's kernel.
    public static func live() -> SystemName {
        // It fails only for a bad address.
        var name = utsname()
        uname(&name)
        return SystemName(
            system: text(of: name.sysname),
            node: text(of: name.nodename),
            release: text(of: name.release),
            version: text(of: name.version),
            machine: text(of: name.machine),
            domain: text(of: name.__domainname)
        )
    }

    private static func text<Characters: BitwiseCopyable>(of characters: Characters) -> String {
        withUnsafeBytes(of: characters) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
