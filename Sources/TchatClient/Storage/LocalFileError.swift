import Localization
import TchatModel

/// Why a file of this user's data can't be used; each description says what to do.
public enum LocalFileError: Error, Hashable, Sendable {
    /// There is no folder for data.
    case noFolder
    /// It can't be read.
    case notReadable(path: String, reason: String)
    /// It can't be written.
    case notWritable(path: String, reason: String)
    /// What stands in it is damaged, or of a newer version.
    case damaged(path: String, detail: String)
    /// Another process holds it for too long.
    case busy(path: String)
    /// It has grown to its limit.
    case full(path: String, limitBytes: Int)
}

extension LocalFileError: CustomStringConvertible {
    /// One sentence for the user, in their language.
    public var description: String {
        switch self {
        case .noFolder:
            tr("There is no folder for this user's data: set HOME, or XDG_DATA_HOME to an absolute path.")
        case .notReadable(let path, let reason):
            tr("{path} can't be read ({reason}): check its permissions.", ["path": path.visible(), "reason": reason])
        case .notWritable(let path, let reason):
            tr(
                "{path} can't be written ({reason}): check its permissions and the free space.",
                ["path": path.visible(), "reason": reason]
            )
        case .damaged(let path, let detail):
            tr(
                "{path} is damaged ({detail}): repair it, or move it away and begin anew; it was left as it is.",
                ["path": path.visible(), "detail": detail.visible()]
            )
        case .busy(let path):
            tr("{path} is held by another process: try again once that has ended.", ["path": path.visible()])
        case .full(let path, let limitBytes):
            tr(
                "{path} has grown to its limit of {limit} bytes: connect to the host so that it empties.",
                ["path": path.visible(), "limit": limitBytes]
            )
        }
    }
}
