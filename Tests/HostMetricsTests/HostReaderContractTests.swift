import Foundation
import HostMetrics
import TchatModel
import Testing

/// This machine, as the reader and other programs see it.
///
/// The machine goes on working meanwhile, so the tolerances are wide: they find a wrong field or unit, not drift.
@Suite struct HostReaderContractTests {
    private static let python = ProcessInfo.processInfo.environment["TCHAT_TEST_PYTHON"]

    /// What a program writes, split at blanks and line ends.
    private func words(_ program: String, _ arguments: String...) throws -> [String] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C"]) { _, new in new }
        process.standardOutput = output
        try process.run()
        let data = try #require(try output.fileHandleForReading.readToEnd())
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
    }

    private func isClose(_ value: Int?, _ other: Int?, within tolerance: Int) -> Bool {
        guard let value, let other else { return false }
        return abs(value - other) <= tolerance
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/free"))) func memoryIsThatOfFree() throws
    {
        let words = try words("free", "-b")
        let memory = try #require(HostReader().sample().memory?.value)
        let line = try #require(words.firstIndex(of: "Mem:"))
        let numbers = words[(line + 1)...].prefix(6).map { Int($0) }
        let tolerance = memory.totalBytes / 4
        #expect(memory.totalBytes == numbers[0])
        #expect(isClose(memory.freeBytes, numbers[2], within: tolerance))
        #expect(isClose(memory.buffersAndCacheBytes, numbers[4], within: tolerance))
        #expect(isClose(memory.availableBytes, numbers[5], within: tolerance))
    }

    @Test func aFileSystemIsThatOfDf() async throws {
        let reader = HostReader()
        // Not every machine has one at `/`: in a chroot it is hidden.
        let found = await eventually { reader.sample().fileSystems?.value.first }
        let usage = try #require(found)
        let words = try words("df", "-B1", "--output=size,used,avail,target", usage.mountPoint)
        let numbers = words.suffix(4).map { Int($0) }
        #expect(usage.totalBytes == numbers[0])
        #expect(isClose(usage.usedBytes, numbers[1], within: usage.totalBytes / 10))
        #expect(isClose(usage.freeBytes, numbers[2], within: usage.totalBytes / 10))
    }

    @Test func loadAndUptimeAreThoseOfTheKernel() throws {
        let load = try #require(HostReader().sample().load?.value)
        let averages = try words("cat", "/proc/loadavg").prefix(3).map { Double($0) }
        #expect(try abs(load.fifteenMinutes - #require(averages[2])) < 5)
        let uptime = try #require(HostReader().sample().uptimeSeconds?.value)
        let seconds = try #require(Double(words("cat", "/proc/uptime")[0]))
        #expect(seconds >= uptime)
        #expect(seconds - uptime < 600)
    }

    @Test func factsAreThoseOfUname() throws {
        let facts = HostReader().facts()
        #expect(try words("uname", "-n") == [facts.name])
        #expect(
            try words("uname", "-s", "-r", "-m").joined(separator: " ")
                == [
                    facts.operatingSystem.system, facts.operatingSystem.release, facts.operatingSystem.architecture,
                ].joined(separator: " ")
        )
    }

    @Test(.enabled(if: python != nil)) func isWhatPsutilReads() throws {
        let program = """
            import psutil
            m = psutil.virtual_memory()
            print(m.total, m.used, m.available, m.free, int(psutil.boot_time()), psutil.cpu_count())
            print(*psutil.net_io_counters(pernic=True))
            """
        let words = try words(#require(Self.python), "-c", program)
        let reader = HostReader()
        let start = ContinuousClock.now
        _ = reader.sample(at: start)
        let sample = reader.sample(at: start.advanced(by: .seconds(1)))
        let memory = try #require(sample.memory?.value)
        let tolerance = memory.totalBytes / 4
        #expect(Int(words[0]) == memory.totalBytes)
        #expect(isClose(memory.usedBytes, Int(words[1]), within: tolerance))
        #expect(isClose(memory.availableBytes, Int(words[2]), within: tolerance))
        #expect(isClose(memory.freeBytes, Int(words[3]), within: tolerance))
        #expect(isClose(reader.facts().bootedAt.map { Int($0.timeIntervalSince1970) }, Int(words[4]), within: 60))
        #expect(Set(words[6...]).isSuperset(of: sample.network?.value.map(\.interface) ?? []))
    }
}
