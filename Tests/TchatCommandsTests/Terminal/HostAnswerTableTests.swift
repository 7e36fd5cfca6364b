import Foundation
import TchatModel
import Testing

@testable import TchatCommands

@Suite struct HostAnswerTableTests {
    private static let plain = TerminalStyle(isTerminal: false, environment: [:])
    private static let coloured = TerminalStyle(isTerminal: true, environment: ["TERM": "xterm"])

    private static func status(_ readings: [Reading]) -> HostStatus {
        let vitals = Vitals(
            at: Date(timeIntervalSince1970: 0),
            readings: Dictionary(
                uniqueKeysWithValues: readings.map { ($0.item, Vitals.Aged(ageSeconds: 0.5, values: $0)) }
            )
        )
        return HostStatus(
            id: UUID(),
            version: "1",
            startedAt: Date(timeIntervalSince1970: 0),
            facts: HostFacts(
                name: "v\u{1B}[2Jm",
                operatingSystem: OperatingSystem(
                    system: "Linux",
                    release: "6.1",
                    version: "#1",
                    architecture: "x86_64",
                    prettyName: "Debian"
                )
            ),
            vitals: vitals,
            caller: HostStatus.Caller(name: "alice", role: .member)
        )
    }

    private static let full = status([
        .cpu(CPUUsage(usedPercent: 95.55, coreUsedPercent: [95.55])),
        .ram(
            MemoryUsage(
                totalBytes: 16 << 30,
                usedBytes: 4 << 30,
                freeBytes: 1 << 30,
                availableBytes: 12 << 30,
                buffersAndCacheBytes: 0,
                swapTotalBytes: 2 << 30,
                swapUsedBytes: 0
            )
        ),
        .disk(
            Reading.Disks(
                fileSystems: [
                    FileSystemUsage(
                        mountPoint: "/",
                        device: "sda1",
                        type: "ext4",
                        totalBytes: 100 << 30,
                        usedBytes: 50 << 30,
                        freeBytes: 50 << 30
                    ),
                    FileSystemUsage(
                        mountPoint: "/home\u{9B}",
                        device: "sda2",
                        type: "ext4",
                        totalBytes: Int.max,
                        usedBytes: Int.max,
                        freeBytes: Int.max
                    ),
                ],
                activity: [DiskActivity(device: "sda", readBytesPerSecond: 0, writtenBytesPerSecond: 2048)]
            )
        ),
        .uptime(Reading.Uptime(uptimeSeconds: 3700)),
        .users(Reading.Users(sessions: [UserSession(user: "bob", terminal: "pts/0", from: "10.0.0.2")])),
        .battery(
            Reading.Batteries(batteries: [
                Battery(name: "BAT0", chargePercent: 80, state: .discharging, secondsRemaining: 3600)
            ])
        ),
    ])

    private static func answers(_ items: [Item]) -> [HostAnswer] { items.map { HostAnswer($0, from: full) } }

    @Test func `Answers are aligned, with units, and safe to print`() {
        let items: [Item] = [.name, .os, .cpu, .ram, .disk, .uptime, .temperature, .users, .battery]
        #expect(
            HostAnswerTable(answers: Self.answers(items), style: Self.plain).text == """
                Name         v␛[2Jm
                OS           Debian (Linux 6.1, x86_64)
                CPU          95.6\u{A0}%
                RAM          4.0\u{A0}GiB used of 16.0\u{A0}GiB, 12.0\u{A0}GiB available
                             swap: 0\u{A0}B used of 2.0\u{A0}GiB
                Disk         /        50.0\u{A0}%  50.0\u{A0}GiB used of 100.0\u{A0}GiB, 50.0\u{A0}GiB free
                             /home�   50.0\u{A0}%  8.0\u{A0}EiB used of 8.0\u{A0}EiB, 8.0\u{A0}EiB free
                             sda  read  0\u{A0}B/s  written  2.0\u{A0}KiB/s
                Uptime       1\u{A0}h 1\u{A0}min
                Temperature  none
                Users        bob (pts/0, from 10.0.0.2)
                Battery      BAT0: 80.0\u{A0}%, discharging, 1\u{A0}h 0\u{A0}min left
                """
        )
    }

    @Test func `Colours don't disturb the alignment`() {
        let table = HostAnswerTable(answers: Self.answers([.cpu, .disk]), style: Self.coloured).text
        #expect(table.contains("\u{1B}[31m95.6\u{A0}%"))
        let plain = HostAnswerTable(answers: Self.answers([.cpu, .disk]), style: Self.plain).text
        #expect(table.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }

    @Test func `JSON has each item, null where there is nothing`() throws {
        let json = try JSONText.line(HostAnswer.Object(answers: Self.answers([.uptime, .temperature, .name])))
        #expect(
            json == #"{"name":{"ageSeconds":0,"values":{"name":"v\u001b[2Jm"}},"temperature":null,"#
                + #""uptime":{"ageSeconds":0.5,"values":{"uptimeSeconds":3700}}}"#
        )
    }
}
