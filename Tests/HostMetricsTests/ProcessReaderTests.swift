import Foundation
import Testing

@testable import HostMetrics

@Suite struct ProcessReaderTests {
    @Test func readsThisProcess() throws {
        let process = ProcessReader().counters()
        #expect(try #require(process.cpuSeconds) > 0)
        let resident = try #require(process.residentBytes)
        #expect(resident > 1 << 20)
        #expect(try #require(process.virtualBytes) > resident)
        // Standard input, output and error.
        #expect(try #require(process.openFiles) >= 3)
        let start = try #require(process.startedAtSeconds)
        let now = Date().timeIntervalSince1970
        #expect(start < now + 1)
        #expect(start > now - 86400)
    }

    @Test(
        arguments: [
            ("7 (a) b) R 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4242 20 21", 4242), ("7 (a) R 1", nil), ("", nil),
            (")", nil),
        ] as [(String, UInt64?)]
    )
    func start(text: String, expected: UInt64?) {
        #expect(parse(text) { ProcessStartParser.parse($0) } == expected)
    }

    @Test func memory() {
        #expect(parse("100 20 3 4 0 5 0\n") { ProcessMemoryParser.parse($0)?.resident } == 20)
        #expect(parse("100\n") { ProcessMemoryParser.parse($0)?.resident } == nil)
    }
}
