public import FoundationEssentials
import Glibc
import LocalFiles

/// Finds the Unix socket of this machine's own server.
public enum LocalSocket {
    /// The first socket there is that belongs to this user's server or to the machine's.
    ///
    /// - Throws: ``HostError/noLocalServer(searched:)``.
    public static func find(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(HostError) -> HostEndpoint {
        let userID = getuid()
        let candidates = LocalSocketPath.candidates(environment: environment, userID: userID)
        guard let path = candidates.first(where: { isTrustworthy($0, userID: userID) }) else {
            throw .noLocalServer(searched: candidates)
        }
        return .unixSocket(path: path)
    }

    /// Whether that is a socket of this user or of the system: anybody may make a folder in /tmp and listen in it.
    private static func isTrustworthy(_ path: String, userID: UInt32) -> Bool {
        guard let status = try? FileStatus(path: path), status.kind == .socket else { return false }
        guard path.hasPrefix("/tmp/") else { return true }
        let folderPath = "/" + path.split(separator: "/").dropLast().joined(separator: "/")
        guard let folder = try? FileStatus(path: folderPath, followingLinks: false) else { return false }
        return folder.kind == .folder && folder.ownerID == userID && folder.permissions & 0o022 == 0
    }
}
