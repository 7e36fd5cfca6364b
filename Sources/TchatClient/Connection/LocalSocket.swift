public import FoundationEssentials
import Glibc

/// Finds the Unix socket of this machine's own server.
public enum LocalSocket {
    /// The first socket there is that belongs to this user's server or to the machine's.
    ///
    /// - Throws: ``HostError/noLocalServer(searched:)``.
    public static func find(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(HostError) -> HostEndpoint {
        let userID = getuid()
        let candidates = candidates(environment: environment, userID: userID)
        guard let path = candidates.first(where: { isTrustworthy($0, userID: userID) }) else {
            throw .noLocalServer(searched: candidates)
        }
        return .unixSocket(path: path)
    }

    /// Where to look, in this order; `TCHAT_SOCKET` alone when it is set, so that nobody talks to another server by chance.
    static func candidates(environment: [String: String], userID: UInt32) -> [String] {
        if let chosen = environment["TCHAT_SOCKET"], !chosen.isEmpty { return [chosen] }
        var paths: [String] = []
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") {
            paths.append("\(runtime)/tchat/tchat.sock")
        }
        paths.append("/tmp/tchat-\(userID)/tchat.sock")
        paths.append("/run/tchat/tchat.sock")
        return paths
    }

    /// Whether that is a socket of this user or of the system: anybody may make a folder in /tmp and listen in it.
    private static func isTrustworthy(_ path: String, userID: UInt32) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return false }
        guard path.hasPrefix("/tmp/") else { return true }
        var folder = stat()
        let folderPath = path.prefix { $0 != "\0" }.split(separator: "/").dropLast().joined(separator: "/")
        guard lstat("/" + folderPath, &folder) == 0, folder.st_mode & S_IFMT == S_IFDIR else { return false }
        return folder.st_uid == userID && folder.st_mode & 0o022 == 0
    }
}
