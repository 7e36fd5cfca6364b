public import FoundationEssentials
import GRDB
import Glibc
public import TchatModel

/// Why the log could not be read or written; each description says what to do.
public enum StoreError: Error, Hashable, Sendable {
    /// The disk has no room for another entry.
    case diskFull(directory: String)
    /// The folder, or a file in it, can't be written.
    case readOnly(directory: String)
    /// The folder can't be made or opened.
    case unusable(directory: String, reason: String)
    /// There is no log in the folder.
    case missing(directory: String)
    /// What stands in the file is not what was written there.
    case corrupt(directory: String, detail: String)
    /// A newer version of Tchat has changed how the log is stored.
    case newerSchema(directory: String)
    /// Another process has the log open for writing.
    case inUse(directory: String)
    /// Something else stands under that UUID already.
    case conflict(UUID)
    /// No one of that name is known, so there is no conversation either.
    case unknownConversation(String)
    /// No one of that name has access.
    case unknownPerson(String)
    /// Someone of that name has been paired as something else.
    case personHasOtherRole(String, role: Role)
    /// What was to be written has the character U+0000.
    case unstorableCharacter
    /// What was to be written can't be; the sentence says why.
    case invalid(Phrase)
    /// As many writes wait for the disk as may.
    case tooManyWaiting(limit: Int)
    /// The log was closed.
    case closed
    /// Whoever asked no longer wants to know.
    case cancelled
    /// Anything else that SQLite or the system reports.
    case failed(directory: String, reason: String)
}

extension StoreError: PhrasedError {
    /// One sentence for whoever runs the host, or wrote the entry.
    public var phrase: Phrase {
        switch self {
        case .diskFull(let directory):
            Phrase(
                "The disk of '{folder}' is full, and nothing more can be kept: make room there and try again.",
                ["folder": directory]
            )
        case .readOnly(let directory):
            Phrase(
                "'{folder}' can't be written, or not by this user: give them the right to read and write there, or mount "
                    + "it writable.",
                ["folder": directory]
            )
        case .unusable(let directory, let reason):
            Phrase(
                "'{folder}' can't hold the log ({reason}): choose another folder, or mend this one.",
                ["folder": directory, "reason": reason]
            )
        case .missing(let directory):
            Phrase(
                "There is no log in '{folder}': check the folder, or start 'tchat serve' first.",
                ["folder": directory]
            )
        case .corrupt(let directory, let detail):
            Phrase(
                "The log in '{folder}' is damaged ({detail}): stop Tchat, keep a copy of the folder, and put a backup in "
                    + "its place or rescue it with 'sqlite3 tchat.sqlite .recover'.",
                ["folder": directory, "detail": detail]
            )
        case .newerSchema(let directory):
            Phrase(
                "The log in '{folder}' was written by a newer Tchat: install that version or a later one.",
                ["folder": directory]
            )
        case .inUse(let directory):
            Phrase(
                "Another tchat serve uses '{folder}': stop it, or choose another folder for this one.",
                ["folder": directory]
            )
        case .conflict(let uuid):
            Phrase(
                "Something else stands under {uuid} already: use a new UUID.",
                ["uuid": uuid.uuidString.lowercased()]
            )
        case .unknownConversation(let name):
            Phrase(
                "There is no conversation '{name}': check the name, or pair that person first.",
                ["name": name]
            )
        case .unknownPerson(let name):
            Phrase("Nobody named '{name}' has access: check the name, or pair that person first.", ["name": name])
        case .personHasOtherRole(let name, let role):
            Phrase(
                "'{name}' is already here as {role}: choose that role or another name, or remove this person first.",
                ["name": name, "role": role.rawValue]
            )
        case .unstorableCharacter:
            Phrase("An entry can't hold the character U+0000: leave it out.")
        case .invalid(let reason):
            reason
        case .tooManyWaiting(let limit):
            Phrase("{count} entries wait for the disk already: try again in a moment.", ["count": limit])
        case .closed:
            Phrase("The log is closed, as the server stops: try again when it runs.")
        case .cancelled:
            Phrase("The log was no longer asked: ask again.")
        case .failed(let directory, let reason):
            Phrase(
                "The log in '{folder}' can't be used ({reason}): check the disk and try again.",
                ["folder": directory, "reason": reason]
            )
        }
    }
}

extension StoreError {
    /// Says in the store's terms what GRDB, SQLite or the system reported.
    init(_ error: any Error, in directory: String) {
        switch error {
        case let error as StoreError:
            self = error
        case let error as DatabaseError:
            self.init(sqlite: error, in: directory)
        case is CancellationError:
            self = .cancelled
        case let error as StoredWordError:
            self = .corrupt(directory: directory, detail: error.description)
        case is DecodingError:
            self = .corrupt(directory: directory, detail: "an answer has values that can't be read")
        default:
            self = .failed(directory: directory, reason: "\(error)")
        }
    }

    /// Result codes: https://www.sqlite.org/rescode.html.
    private init(sqlite error: DatabaseError, in directory: String) {
        let reason = error.message ?? "SQLite's result \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL:
            self = .diskFull(directory: directory)
        case .SQLITE_READONLY, .SQLITE_PERM:
            self = .readOnly(directory: directory)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self = .corrupt(directory: directory, detail: reason)
        case .SQLITE_INTERRUPT:
            self = .cancelled
        case .SQLITE_MISUSE where reason.contains("closed"):
            self = .closed
        case .SQLITE_IOERR, .SQLITE_CANTOPEN:
            // SQLite doesn't tell which: fsync(2), mmap(2) and ftruncate(2) fail in these ways too.
            self = Self.stateOfDisk(directory) ?? .failed(directory: directory, reason: reason)
        default:
            self = .failed(directory: directory, reason: reason)
        }
    }

    /// Says what open(2), mkdir(2) or chmod(2) reported.
    init(errno code: Int32, directory: String) {
        switch code {
        case ENOSPC, EDQUOT: self = .diskFull(directory: directory)
        case EROFS, EACCES, EPERM: self = .readOnly(directory: directory)
        default: self = .unusable(directory: directory, reason: String(cString: strerror(code)))
        }
    }

    /// What is visibly wrong with a disk, statvfs(3).
    private static func stateOfDisk(_ directory: String) -> StoreError? {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return nil }
        if status.f_flag & UInt(ST_RDONLY) != 0 { return .readOnly(directory: directory) }
        // The shared memory beside the log grows in steps of 32 KiB, the log itself in pages of 4 KiB.
        if UInt64(status.f_bavail) * UInt64(status.f_frsize) < 64 << 10 { return .diskFull(directory: directory) }
        return nil
    }
}
