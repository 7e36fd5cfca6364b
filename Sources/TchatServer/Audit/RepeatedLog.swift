import FoundationEssentials
import Logging
import Synchronization

/// Logs what callers can repeat at will: the first line of a kind at once, those like it once a minute with their number.
final class RepeatedLog: Sendable {
    private struct Line: Hashable {
        var level: Logger.Level
        var message: String
        var metadata: [String: String] = [:]
    }

    private let target: Logger
    private let repeated = Mutex(RepeatCounter<Line>(limit: mostKinds))

    /// How many kinds of lines are told apart in a minute; beyond that, those with the same message are counted together.
    private static let mostKinds = 256

    init(_ target: Logger) {
        self.target = target
    }

    /// What to give to whoever logs such lines.
    var logger: Logger { Logger(label: target.label) { _ in Handler(log: self, logLevel: target.logLevel) } }

    /// Logs what was counted; once a minute, and when the server has ended.
    func writeRepeated() {
        for repeats in repeated.withLock({ $0.endWindow() }) { write(repeats.kind, count: repeats.count) }
    }

    private func log(_ line: Line) {
        let common = Line(level: line.level, message: line.message)
        if let line = repeated.withLock({ $0.note(line, orElse: common, at: Date()) }) { write(line) }
    }

    private func write(_ line: Line, count: Int? = nil) {
        var metadata = line.metadata.mapValues { Logger.MetadataValue.string($0) }
        if let count { metadata["repeated"] = "\(count)" }
        target.log(level: line.level, "\(line.message)", metadata: metadata)
    }

    private struct Handler: LogHandler {
        let log: RepeatedLog
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            log.log(Line(level: event.level, message: "\(event.message)", metadata: all.mapValues { "\($0)" }))
        }
    }
}
