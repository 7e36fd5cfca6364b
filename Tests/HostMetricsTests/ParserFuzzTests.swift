import Testing

@testable import HostMetrics

/// Parsers given files that are damaged: whatever they make of them, none traps.
@Suite struct ParserFuzzTests {
    /// The same numbers every time (Marsaglia's xorshift).
    private struct SeededGenerator: RandomNumberGenerator {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }

    private struct Target: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var fixture: Fixture
        var parse: @Sendable (Span<UInt8>) -> Void

        init(_ path: String, _ fixture: Fixture = .laptop, _ parse: @escaping @Sendable (Span<UInt8>) -> Void) {
            testDescription = path
            self.fixture = fixture
            self.parse = parse
        }
    }

    private static let targets = [
        Target("proc/stat") { bytes in
            var snapshot = CPUSnapshot()
            if CPUTimesParser.parse(bytes, into: &snapshot) {
                _ = CPUCollector.usage(of: snapshot, since: CPUSnapshot())
                _ = CPUCollector.usage(of: CPUSnapshot(), since: snapshot)
            }
            _ = BootTimeParser.parse(bytes)
            var cores = KernelCountersParser.parse(bytes).cores
            KernelCountersCollector.keepGrowing(&cores, since: cores)
        },
        Target("proc/meminfo", .vm) { bytes in
            _ = MemoryParser.parse(bytes)
            var parser = MemoryCountersParser()
            _ = parser.parse(bytes)
            _ = parser.parse(bytes.extracting(first: bytes.count / 2))
            _ = parser.parse(bytes)
        },
        Target("proc/loadavg") { _ = LoadAverageParser.parse($0) },
        Target("proc/uptime") { _ = UptimeParser.parse($0) },
        Target("proc/net/dev") { bytes in
            var counters: [ThroughputCounters] = []
            NetworkParser.parse(bytes, into: &counters)
            _ = NetworkCountersParser.parse(bytes)
        },
        Target("proc/diskstats") { bytes in
            var counters: [ThroughputCounters] = []
            DiskActivityParser.parse(bytes, into: &counters) { _ in true }
            _ = DiskCountersParser.parse(bytes)
        },
        Target("proc/self/mounts") { bytes in
            _ = FileSystemTypes(ofBlockDevices: ["ext4"]).choose(from: MountsParser.parse(bytes))
            _ = CountedMounts.choose(from: MountsParser.parse(bytes))
        },
        Target("proc/filesystems") { _ = FileSystemTypesParser.parse($0) },
        Target("run/utmp") { bytes in
            _ = UtmpParser.parse(bytes, layout: .x86_64)
            _ = UtmpParser.parse(bytes, layout: .arm64)
        },
        Target("sys/class/power_supply/BAT0/uevent") { bytes in
            _ = BatteryParser.parse(bytes, name: "BAT0")
            _ = PowerSupplyParser.properties(bytes)
        },
        Target("sys/class/hwmon/hwmon0/temp1_input") { bytes in
            _ = TemperatureParser.parse(bytes)
            _ = SensorFileName.number(bytes)
            _ = SensorFileName.property(bytes)
        },
        Target("etc/os-release", .vm) { bytes in
            _ = OSReleaseParser.prettyName(bytes)
            _ = OSReleaseParser.fields(bytes)
        },
        Target("proc/loadavg", .vm) { bytes in
            _ = ProcessMemoryParser.parse(bytes)
            _ = ProcessStartParser.parse(bytes)
        },
    ]

    @Test(arguments: targets) private func noDamageTraps(target: Target) throws {
        let original = try target.fixture.bytes(target.testDescription)
        var generator = SeededGenerator()
        for _ in 0..<3000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                Self.damage(&bytes, &generator)
            }
            target.parse(bytes.span)
        }
        for size in 0..<min(original.count, 2000) {
            target.parse(original.span.extracting(first: size))
        }
    }

    private static func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        guard let index = bytes.indices.randomElement(using: &generator) else { return }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.removeLast(bytes.count - index)
        case 2: bytes.insert(contentsOf: Array("99999999999999999999".utf8), at: index)
        case 3: bytes.remove(at: index)
        case 4: bytes.insert(" \n\\-.:09".utf8.randomElement(using: &generator) ?? 0, at: index)
        default: bytes.removeSubrange(index..<min(index + 40, bytes.count))
        }
    }
}
