import Foundation
import Logging
import Synchronization
import Testing

@testable import TchatServer

@Suite struct RepeatedLogTests {
    /// Keeps the lines that are logged.
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock(\.self) }

        func logger(_ level: Logger.Level) -> Logger {
            var logger = Logger(label: "test") { _ in Handler(lines: self) }
            logger.logLevel = level
            return logger
        }

        struct Handler: LogHandler {
            let lines: Lines
            var metadata: Logger.Metadata = [:]
            var logLevel = Logger.Level.info

            subscript(metadataKey key: String) -> Logger.MetadataValue? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }

            func log(event: LogEvent) {
                let metadata = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted().joined(separator: " ")
                lines.lines.withLock { $0.append("\(event.level) \(event.message) \(metadata)") }
            }
        }
    }

    @Test func `Lines that are alike are logged once, and then with their number`() {
        let lines = Lines()
        let log = RepeatedLog(lines.logger(.info))
        let logger = log.logger
        for _ in 1...1000 {
            logger.notice("Not allowed", metadata: ["person": "192.0.2.7", "what": "kill"])
            logger.debug("Nobody reads this")
        }
        logger.info("Client connected", metadata: ["person": "192.0.2.8"])
        #expect(
            lines.all == [
                "notice Not allowed person=192.0.2.7 what=kill", "info Client connected person=192.0.2.8",
            ]
        )
        log.writeRepeated()
        #expect(lines.all.dropFirst(2) == ["notice Not allowed person=192.0.2.7 repeated=999 what=kill"])
    }

    @Test func `Lines about ever more callers are counted together beyond a number`() {
        let lines = Lines()
        let log = RepeatedLog(lines.logger(.info))
        let logger = log.logger
        for number in 0..<10_000 { logger.info("Client connected", metadata: ["person": "\(number)"]) }
        #expect(lines.all.count == 257)
        #expect(lines.all.last == "info Client connected ")
        log.writeRepeated()
        #expect(lines.all.last == "info Client connected repeated=\(10_000 - 257)")
        #expect(lines.all.count == 258)
    }
}
