/// Where the trees of files a machine describes itself with are; a captured copy serves as well.
public struct HostRoots: Sendable, Equatable {
    /// The processes and the kernel's counters (proc(5)).
    public var proc: String
    /// The devices (sysfs(5)).
    public var sys: String
    /// The machine's configuration (hier(7)).
    public var etc: String
    /// What the distribution installed (hier(7)).
    public var usr: String
    /// The state of running programs (hier(7)).
    public var run: String

    /// This machine's own trees.
    public static let live = HostRoots()

    /// Names the trees; those left out are this machine's own.
    public init(
        proc: String = "/proc",
        sys: String = "/sys",
        etc: String = "/etc",
        usr: String = "/usr",
        run: String = "/run"
    ) {
        self.proc = proc
        self.sys = sys
        self.etc = etc
        self.usr = usr
        self.run = run
    }
}
