public import FoundationEssentials
import LocalFiles

/// Where this user's paired hosts, unsent messages and copies of conversations are kept.
public struct DataFolder: Hashable, Sendable {
    /// The folder's path.
    public let path: String

    /// Names a folder; it is made when it is first needed.
    public init(path: String) {
        self.path = path
    }

    /// `$XDG_DATA_HOME/tchat`, or `~/.local/share/tchat` (XDG Base Directory Specification).
    public static func standard(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(LocalFileError) -> DataFolder {
        guard let data = UserFolders.data(environment) else { throw .noFolder }
        return DataFolder(path: data + "/tchat")
    }

    /// Where is kept what is said to this computer's own server, through its Unix socket.
    ///
    /// This computer may be paired with as well, under the same identifier: what was said there is somebody else's.
    public var console: DataFolder { DataFolder(path: path + "/console") }

    /// The file of the paired hosts.
    var hosts: LocalFile { LocalFile(path: path + "/hosts.json") }

    /// The file of what waits for a host.
    func outbox(of host: UUID) -> LocalFile {
        LocalFile(path: "\(path)/outbox/\(host.uuidString.lowercased()).jsonl")
    }

    /// The folder of the copies of a host's conversations.
    func conversations(of host: UUID) -> String {
        "\(path)/conversations/\(host.uuidString.lowercased())"
    }
}
