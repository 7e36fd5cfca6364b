import TchatModel

/// Reads who is logged in.
struct UsersCollector: SlowCollector {
    static let threadName = "host-users"
    static let period = Duration.seconds(5)
    static let maximumAge = Duration.seconds(15)

    let roots: HostRoots

    func collect() -> [UserSession]? {
        KernelFile.read("\(roots.run)/utmp") { bytes in
            // A session that ended without saying so is left in the file.
            UtmpParser.parse(bytes).filter { Directory.exists("\(roots.proc)/\($0.pid)") }.map(\.session)
        }
    }
}
