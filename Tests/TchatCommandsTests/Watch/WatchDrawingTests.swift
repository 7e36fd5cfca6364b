import Foundation
import TchatModel
import Testing

@testable import TchatCommands

@Suite struct WatchDrawingTests {
    private static let plain = TerminalStyle(isTerminal: false, environment: [:])
    private static let coloured = TerminalStyle(isTerminal: true, environment: ["TERM": "xterm"])

    private static func host(_ title: String, cpuPercents: [Double] = [25, 50, 100]) -> WatchedHost {
        var host = WatchedHost(title: title)
        host.detail = "Debian GNU/Linux 12"
        host.state = .live
        host.history.receive(cpuPercents.enumerated().map { vitals(second: $0.offset, cpuPercent: $0.element) })
        return host
    }

    private static func vitals(second: Int, cpuPercent: Double) -> Vitals {
        let readings: [Item: Reading] = [
            .cpu: .cpu(CPUUsage(usedPercent: cpuPercent, coreUsedPercent: [cpuPercent, 0])),
            .ram: .ram(
                MemoryUsage(totalBytes: 8 << 30, usedBytes: 2 << 30, freeBytes: 6 << 30, buffersAndCacheBytes: 0)
            ),
            .load: .load(LoadAverage(oneMinute: 0.5, fiveMinutes: 0.25, fifteenMinutes: 0)),
            .network: .network(
                Reading.Network(interfaces: [
                    NetworkActivity(interface: "lo", receivedBytesPerSecond: 1e9, sentBytesPerSecond: 1e9),
                    NetworkActivity(interface: "eth0", receivedBytesPerSecond: 2048, sentBytesPerSecond: 100),
                ])
            ),
            .disk: .disk(
                Reading.Disks(
                    fileSystems: [
                        FileSystemUsage(
                            mountPoint: "/\u{1B}[2J",
                            device: "sda",
                            type: "ext4",
                            totalBytes: 100 << 30,
                            usedBytes: 95 << 30,
                            freeBytes: 5 << 30
                        )
                    ],
                    activity: [DiskActivity(device: "sda", readBytesPerSecond: 0, writtenBytesPerSecond: 4096)]
                )
            ),
            .temperature: .temperature(
                Reading.Temperatures(sensors: [
                    Temperature(sensor: "cool", celsius: 30), Temperature(sensor: "hot", celsius: 71.5),
                ])
            ),
            .uptime: .uptime(Reading.Uptime(uptimeSeconds: 3700)),
        ]
        return Vitals(
            at: Date(timeIntervalSince1970: 1_800_000_000 + Double(second)),
            readings: readings.mapValues { Vitals.Aged(ageSeconds: 0, values: $0) }
        )
    }

    private static func lines(_ hosts: [WatchedHost], columns: Int = 80, rows: Int = 24) -> [String] {
        WatchDrawing(hosts: hosts, columns: columns, rows: rows, style: plain).lines
    }

    @Test func `One host with all it has`() {
        let lines = Self.lines([Self.host("lab1")]).prefix(12).map { line in
            line.replacing(/[ ]+$/, with: "")
        }
        #expect(
            lines.joined(separator: "\n") == """
                lab1  Debian GNU/Linux 12  up 1\u{A0}h 1\u{A0}min
                CPU     100.0\u{A0}%                     ████████████████                         ▃▅█
                Cores   2 cores, busiest 100.0\u{A0}%    █▁
                RAM     2.0\u{A0}GiB of 8.0\u{A0}GiB          ████                                     ▃▃▃
                Load    0.50 0.25 0.00                                                       ███
                Net in  2.0\u{A0}KiB/s                                                            ███
                Net out 100\u{A0}B/s                                                              ███
                Read    0\u{A0}B/s                                                                ▁▁▁
                Written 4.0\u{A0}KiB/s                                                            ███
                Temp    71.5\u{A0}°C hot                                                          ███
                Disk    5.0\u{A0}GiB free                ███████████████▎  /␛[2J

                """
        )
    }

    @Test(arguments: [1, 2, 3, 5, 8, 20, 40, 80, 200], [1, 2, 3, 4, 10, 24, 60])
    func `Nothing is wider or higher than the terminal`(columns: Int, rows: Int) {
        var gone = WatchedHost(title: "日本語のホスト")
        gone.state = .gone("Nobody listens on lab9:5005: start 'tchat serve' there, or check the port.")
        let hosts = [Self.host("lab1"), gone, Self.host("👩‍👩‍👧 lab2"), WatchedHost(title: "lab3")]
        for count in 0...hosts.count {
            let lines = Self.lines(Array(hosts.prefix(count)), columns: columns, rows: rows)
            #expect(lines.count <= rows)
            #expect(lines.allSatisfy { $0.columnCount <= columns })
        }
    }

    @Test func `Colours take no room`() {
        let hosts = [Self.host("lab1", cpuPercents: [95])]
        let coloured = WatchDrawing(hosts: hosts, columns: 60, rows: 20, style: Self.coloured).lines
        #expect(coloured.map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "") } == Self.lines(hosts, columns: 60, rows: 20))
        #expect(coloured[1].contains("\u{1B}[31m95.0\u{A0}%"))
    }

    @Test func `A host that can't be heard says why and the others go on`() {
        var gone = Self.host("lab\u{1B}9")
        gone.state = .gone("Nobody\u{9B} listens")
        let lines = Self.lines([gone, Self.host("lab1")], rows: 6)
        #expect(lines[0] == "lab␛9  Nobody\u{FFFD} listens")
        #expect(lines[1].hasPrefix("lab1"))
        #expect(lines[2].hasPrefix("CPU     100.0\u{A0}%"))
    }

    @Test func `With little room the first figures stay`() {
        let lines = Self.lines([Self.host("lab1"), Self.host("lab2")], rows: 7)
        #expect(lines.map { $0.prefix(4) } == ["lab1", "CPU ", "RAM ", "lab2", "CPU ", "RAM ", "q qu"])
        let one = Self.lines([Self.host("lab1"), Self.host("lab2")], rows: 3)
        #expect(
            one == ["lab1  CPU 100.0\u{A0}%  RAM  25.0\u{A0}%", "lab2  CPU 100.0\u{A0}%  RAM  25.0\u{A0}%", "q quits"]
        )
    }

    @Test func `Hosts without a row of their own are counted`() {
        let lines = Self.lines((1...10).map { Self.host("lab\($0)") }, rows: 4)
        #expect(lines.map { $0.prefix(4) } == ["lab1", "lab2", "… an", "q qu"])
        #expect(lines[2] == "… and 8 more hosts: enlarge the window")
    }

    @Test func `A frame replaces the one before`() {
        let frame = WatchDrawing(hosts: [WatchedHost(title: "lab1")], columns: 80, rows: 2, style: Self.plain).frame
        #expect(frame == "\u{1B}[Hlab1  connecting …\u{1B}[K\r\n\u{1B}[K\u{1B}[J")
    }

    @Test(arguments: [
        (0.0, "    "), (1, "    "), (4, "▏   "), (50, "██  "), (99, "████"), (100, "████"), (1e300, "████"),
        (-1, "    "),
        (Double.nan, "    "), (60, "██▍ "),
    ])
    func `A bar is exact to an eighth`(percent: Double, bar: String) {
        #expect(WatchDrawing.bar(percent, columns: 4) == bar)
    }

    @Test func `A sparkline shows what is missing`() {
        #expect(WatchDrawing.sparkline([0, nil, 50, 100, 1000, -1, .nan], largest: 100) == "▁ ▅██▁ ")
        #expect(WatchDrawing.sparkline([0, 0], largest: 0) == "▁▁")
    }
}
