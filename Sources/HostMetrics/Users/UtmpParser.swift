import FoundationEssentials
import TchatModel

/// Where the fields of `struct utmp` are (utmp(5), glibc `bits/utmp.h`).
struct UtmpLayout: Sendable, Equatable {
    /// The size of a record.
    var size: Int
    /// Where the time of the login is, in seconds since the Epoch.
    var seconds: Range<Int>

    /// Of 64-bit machines that run 32-bit programs too: times are of 32 bits.
    static let x86_64 = UtmpLayout(size: 384, seconds: 340..<344)
    /// Of 64-bit machines that do not: `ut_session` and times are of 64 bits.
    static let arm64 = UtmpLayout(size: 400, seconds: 344..<352)

    /// Of this machine.
    #if arch(x86_64)
    static let native = x86_64
    #else
    static let native = arm64
    #endif

    // The fields before the time are at the same places everywhere.
    static let type = 0..<2
    static let pid = 4..<8
    static let line = 8..<40
    static let user = 44..<76
    static let host = 76..<332
}

/// Parses the file utmp: records of a fixed size.
enum UtmpParser {
    /// A session and the process that leads it.
    struct Entry: Equatable {
        var pid: Int32
        var session: UserSession
    }

    /// The type of the records of sessions (utmp(5) `USER_PROCESS`).
    private static let userProcess: UInt64 = 7

    /// The sessions; a record cut off at the end is left out.
    static func parse(_ bytes: Span<UInt8>, layout: UtmpLayout = .native) -> [Entry] {
        var entries: [Entry] = []
        var start = 0
        while bytes.count - start >= layout.size {
            let record = bytes.extracting(start..<start + layout.size)
            if let entry = entry(record, layout) { entries.append(entry) }
            start += layout.size
        }
        return entries
    }

    private static func entry(_ record: Span<UInt8>, _ layout: UtmpLayout) -> Entry? {
        guard littleEndian(record, UtmpLayout.type) == userProcess, let user = text(record, UtmpLayout.user) else {
            return nil
        }
        let seconds = littleEndian(record, layout.seconds)
        return Entry(
            pid: Int32(truncatingIfNeeded: littleEndian(record, UtmpLayout.pid)),
            session: UserSession(
                user: user,
                terminal: text(record, UtmpLayout.line),
                from: text(record, UtmpLayout.host),
                since: seconds > 0 ? Date(timeIntervalSince1970: Double(seconds)) : nil
            )
        )
    }

    private static func littleEndian(_ record: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        var value: UInt64 = 0
        for index in range.reversed() { value = value << 8 | UInt64(record[index]) }
        return value
    }

    /// The text of a field, which a null byte ends if it is shorter than the field.
    private static func text(_ record: Span<UInt8>, _ range: Range<Int>) -> String? {
        let end = range.first { record[$0] == 0 } ?? range.upperBound
        return range.lowerBound < end ? record.string(range.lowerBound..<end) : nil
    }
}
