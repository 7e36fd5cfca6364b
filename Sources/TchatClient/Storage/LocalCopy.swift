import Crypto
public import FoundationEssentials
import Glibc
import NIOPosix
public import TchatModel

/// This user's copy of a host's conversations, to read while the host is away.
///
/// It holds the newest entries of each, and is only a copy: the host's log is the truth, so nothing here needs to survive
/// a crash, only to be noticed when it did not.
public struct LocalCopy: Sendable {
    /// How many of a conversation's newest entries are kept at least.
    public static let keptEntries = 10_000

    private static let limitBytes = 256 << 20
    /// The newest entries are in that much of a file, unless one of them is longer.
    private static let endBytes = 64 << 10

    private let folder: String
    private let keptEntries: Int

    /// Names the copies of one host's conversations.
    public init(of host: UUID, in folder: DataFolder) {
        self.init(of: host, in: folder, keptEntries: Self.keptEntries)
    }

    init(of host: UUID, in folder: DataFolder, keptEntries: Int) {
        self.folder = folder.conversations(of: host)
        self.keptEntries = keptEntries
    }

    /// The newest entries of a conversation, oldest first.
    public func entries(of conversation: String, limit: Int = 500) async throws -> [Entry] {
        let file = file(of: conversation)
        return try await file.look { try Self.read(file).entries(limit: limit) }
    }

    /// The id of the newest entry; nil when there is none.
    public func lastID(of conversation: String) async throws -> Int? {
        let file = file(of: conversation)
        return try await file.look { try Self.readEnd(file).lastID }
    }

    /// Adds entries in the order of their ids; those that are there already are passed over.
    ///
    /// Entries without a conversation belong to all of them: the caller says which one this is.
    public func append(_ entries: [Entry], to conversation: String) async throws {
        guard !entries.isEmpty else { return }
        let (file, keptEntries) = (file(of: conversation), keptEntries)
        try await file.use {
            let (lastID, byteCount) = try Self.readEnd(file)
            let new = try EntryLog.lines(Self.newer(entries, than: lastID))
            guard !new.isEmpty else { return }
            // To count the lines takes the whole file: a few times while it grows by what it may have too much is enough.
            let countedBytes = max(8 * keptEntries, 1)
            if byteCount / countedBytes < (byteCount + new.count) / countedBytes {
                let log = try Self.read(file)
                if log.byteCount + new.count > Self.limitBytes {
                    return try file.replace(with: log.newestLines(log.lineCount / 2) + new)
                }
                if log.lineCount >= keptEntries + max(keptEntries / 4, 1) {
                    return try file.replace(with: log.newestLines(keptEntries) + new)
                }
            }
            try file.append(new, isDurable: false, limitBytes: 2 * Self.limitBytes)
        }
    }

    /// Forgets the entries after one: the host's log went back behind them.
    public func forget(after id: Int, of conversation: String) async throws {
        let file = file(of: conversation)
        try await file.use {
            let log = try Self.read(file)
            guard let last = log.lastID, last > id else { return }
            try file.replace(with: try EntryLog.lines(log.entries(limit: log.lineCount).filter { $0.id <= id }))
        }
    }

    /// Deletes the copies of all the host's conversations.
    public func remove() async throws {
        let folder = folder
        try await NIOThreadPool.singleton.runIfActive {
            guard FileManager.default.fileExists(atPath: folder) else { return }
            do {
                try FileManager.default.removeItem(atPath: folder)
            } catch {
                throw LocalFileError.notWritable(path: folder, reason: "\(error)")
            }
        }
    }

    private func file(of conversation: String) -> LocalFile {
        LocalFile(path: "\(folder)/\(Self.fileName(of: conversation)).jsonl")
    }

    /// A name that says which conversation it is and can't leave the folder, whatever the conversation is called.
    static func fileName(of conversation: String) -> String {
        let name = conversation.percentEncoded
        // With a dot in front it would be hidden, or mean the folder itself; longer than this no file system takes it.
        guard !name.isEmpty, !name.hasPrefix("."), name.utf8.count <= 200 else {
            return "%"
                + SHA256.hash(data: Array(conversation.utf8)).map { String($0, radix: 16) }.joined(separator: "-")
        }
        return name
    }

    private static func read(_ file: LocalFile) throws -> EntryLog {
        EntryLog(reading: try file.read(limitBytes: 2 * limitBytes) ?? Data())
    }

    /// The id of a file's last entry, and how long the file is.
    private static func readEnd(_ file: LocalFile) throws -> (lastID: Int?, byteCount: Int) {
        guard let end = try file.readEnd(mostBytes: endBytes, limitBytes: 2 * limitBytes) else { return (nil, 0) }
        let lastID = EntryLog(reading: end.data).lastID
        return (end.isWhole || lastID != nil ? lastID : try read(file).lastID, end.byteCount)
    }

    /// Those of the entries that come after an id, each once and in order.
    private static func newer(_ entries: [Entry], than id: Int?) -> [Entry] {
        var last = id ?? Int.min
        return entries.sorted { $0.id < $1.id }.filter { entry in
            defer { last = max(last, entry.id) }
            return entry.id > last
        }
    }
}

/// What a copy's file says: one entry a line, in the order of ids; lines are read only when they are asked for.
struct EntryLog: Sendable {
    private let lines: [Data]

    /// How long the lines are together.
    let byteCount: Int

    /// How many lines the file has.
    var lineCount: Int { lines.count }

    /// Finds the lines; half a line at the end does not count.
    init(reading data: Data) {
        let end = data.lastIndex(of: UInt8(ascii: "\n")) ?? data.startIndex
        lines = data[..<end].split(separator: UInt8(ascii: "\n"))
        byteCount = data.count
    }

    /// The id of the newest entry.
    var lastID: Int? { entries(limit: 1).last?.id }

    /// The newest entries, oldest first; what a newer version wrote is passed over.
    func entries(limit: Int) -> [Entry] {
        let decoder = APICoding.decoder()
        let newestFirst = lines.reversed().lazy.compactMap { try? decoder.decode(Entry.self, from: $0) }
        return Array(newestFirst.prefix(max(0, limit)).reversed())
    }

    /// The last lines as they stand in the file.
    func newestLines(_ count: Int) -> Data {
        lines.suffix(count).reduce(into: Data()) { $0 += $1 + [UInt8(ascii: "\n")] }
    }

    /// The entries as lines of the file.
    static func lines(_ entries: [Entry]) throws -> Data {
        let encoder = APICoding.encoder()
        return try entries.reduce(into: Data()) { $0 += try encoder.encode($1) + [UInt8(ascii: "\n")] }
    }
}
