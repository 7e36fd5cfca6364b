import FoundationEssentials
import Logging
import Synchronization

/// Logs what callers can repeat at will: the first of a kind at once, those after it once a minute with their number.
final class RepeatedLog: Sendable {
    private struct Line: Hashable {
        var level: Logger.Level
        var message: String
        var metadata: [String: String] = [:]
    }

    private let logger: Logger
    private let repeated = Mutex(RepeatCounter<Line>(limit: mostKinds))

    /// How many kinds of lines are told apart in a minute; beyond that, those with the same message are counted together.
    private static let mostKinds = 256

    init(_ logger: Logger) {
        self.logger = logger
    }

    /// Logs a line, or counts it.
    func log(_ level: Logger.Level, _ message: StaticString, _ metadata: [String: String] = [:], at now: Date = Date())
    {
        guard level >= logger.logLevel else { return }
        let line = Line(level: level, message: "\(message)", metadata: metadata)
        let common = Line(level: level, message: line.message)
        if let line = repeated.withLock({ $0.note(line, orElse: common, at: now) }) { write(line) }
    }

    /// Logs what was counted.
    func writeRepeated() {
        for repeats in repeated.withLock({ $0.endWindow() }) { write(repeats.kind, count: repeats.count) }
    }

    private func write(_ line: Line, count: Int? = nil) {
        var metadata = line.metadata.mapValues { Logger.MetadataValue.string($0) }
        if let count { metadata["repeated"] = "\(count)" }
        logger.log(level: line.level, "\(line.message)", metadata: metadata)
    }
}
