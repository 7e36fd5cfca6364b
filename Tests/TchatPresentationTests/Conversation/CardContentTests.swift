import Foundation
import Localization
import TchatModel
import Testing

@testable import TchatPresentation

@Suite struct CardContentTests {
    private nonisolated static let at = TestLog.now

    private func content(_ reading: Reading) -> CardContent {
        CardContent(reading, at: Self.at, in: .fixed(secondsEast: 0))
    }

    private func texts(_ content: CardContent) -> [String] {
        [content.headline] + content.fields.map { "\($0.label): \($0.value)" }
    }

    @Test(arguments: [
        (Item.name, ["vm"]),
        (.os, ["Debian GNU/Linux 12 (bookworm)", "Kernel: Linux 6.18.44-fc-v595", "Architecture: x86_64"]),
        (.cpu, ["29.6\u{A0}%", "Cores: 2", "Busiest core: 40.4\u{A0}%"]),
        (.ram, ["2.5\u{A0}%", "Used: 611.1\u{A0}MiB of 23.5\u{A0}GiB", "Available: 22.9\u{A0}GiB"]),
        (
            .disk,
            [
                "/ 35.8\u{A0}%", "/: 60.6\u{A0}GiB free of 252.0\u{A0}GiB",
                "vda: read 1.3\u{A0}MiB/s, written 161.3\u{A0}MiB/s",
            ]
        ),
        (
            .network,
            [
                "↓ 0\u{A0}B/s ↑ 0\u{A0}B/s", "lo: ↓ 0\u{A0}B/s ↑ 0\u{A0}B/s", "ifb0: ↓ 0\u{A0}B/s ↑ 0\u{A0}B/s",
                "ifb1: ↓ 0\u{A0}B/s ↑ 0\u{A0}B/s",
                "eth0: ↓ 0\u{A0}B/s ↑ 0\u{A0}B/s",
            ]
        ),
        (.load, ["2.75", "Last 5 minutes: 4.18", "Last 15 minutes: 2.71"]),
        (.uptime, ["7\u{A0}h 13\u{A0}min", "Since: Monday, 23 November at\u{A0}04:46"]),
    ])
    func `A real machine's answers`(item: Item, lines: [String]) throws {
        let reading = try #require(try RealHost.answers()[item]?.values)
        #expect(texts(content(reading)) == lines)
    }

    @Test(
        arguments: [
            (
                Reading.temperature(
                    .init(sensors: [.init(sensor: "a", celsius: 41), .init(sensor: "b", celsius: 71.5)])
                ),
                ["71.5\u{A0}°C", "a: 41.0\u{A0}°C", "b: 71.5\u{A0}°C"]
            ),
            (.temperature(.init(sensors: [])), ["None"]),
            (
                .users(.init(sessions: [.init(user: "bob", terminal: "pts/0", from: "192.0.2.7", since: Self.at)])),
                ["1 session", "bob: pts/0, from 192.0.2.7, since 12:00"]
            ),
            (
                .users(.init(sessions: [.init(user: "bob", since: Self.at - 86400)])),
                ["1 session", "bob: since Sunday, 22 November at\u{A0}12:00"]
            ),
            (.users(.init(sessions: [])), ["Nobody"]),
            (
                .battery(
                    .init(batteries: [
                        .init(name: "BAT0", chargePercent: 83, state: .discharging, secondsRemaining: 7800)
                    ])
                ),
                ["83\u{A0}%", "BAT0: 83\u{A0}%, discharging, 2\u{A0}h 10\u{A0}min left"]
            ),
            (.battery(.init(batteries: [.init(name: "BAT0")])), ["Not available", "BAT0: unknown"]),
            (.battery(.init(batteries: [.init(name: "BAT0", state: .full)])), ["Full", "BAT0: full"]),
            (.disk(.init()), ["None"]),
            (
                .os(.init(system: "Linux", release: "6\u{1B}", version: "", architecture: "arm64")),
                [
                    "Linux 6␛", "Architecture: arm64",
                ]
            ),
        ] as [(Reading, [String])]
    )
    func `What this machine lacks`(reading: Reading, lines: [String]) {
        #expect(texts(content(reading)) == lines)
    }

    @Test func `Shares for bars are from 0 to 1, whatever comes`() {
        let usage = CPUUsage(usedPercent: 1e300, coreUsedPercent: [-5, 1e300])
        #expect(content(.cpu(usage)).fields.last?.fraction == 1)
        let memory = MemoryUsage(totalBytes: 0, usedBytes: -3, freeBytes: 0, buffersAndCacheBytes: 0)
        #expect(content(.ram(memory)).fields.first?.fraction == 0)
        let disk = FileSystemUsage(
            mountPoint: "/",
            device: "",
            type: "",
            totalBytes: .max,
            usedBytes: .max,
            freeBytes: .min
        )
        #expect(content(.disk(.init(fileSystems: [disk]))).fields.first?.fraction == 0)
        let uptime = content(.uptime(.init(uptimeSeconds: .infinity)))
        #expect(!uptime.headline.isEmpty)
    }

    @Test(arguments: [Item.temperature, .users, .battery])
    func `What a real machine lacks is said under the title, which isn't repeated`(item: Item) throws {
        var test = TestLog()
        let question = Said.question(1, item)
        let answer = Said.answer(2, to: question.uuid, try #require(try RealHost.answers()[item]))
        test.take(question, answer)
        guard case .card(let card)? = test.contents.last else {
            Issue.record("no card")
            return
        }
        #expect(card.headline == "Not available" && card.text == nil && card.fields.isEmpty)
        #expect(test.spoken.last?.hasPrefix("\(item.title): Not available, 12:0") == true)
        #expect(test.log.maker.preview(answer) == "\(item.title): Not available")
    }

    @Test func `Without a reading the host's own words are the answer`() throws {
        var test = TestLog()
        #expect(CardContent(words: "").headline == "Not available")
        #expect(CardContent(words: "RAM : inconnue").headline == "Not available")
        #expect(CardContent(words: "Wi-Fi : aucun").headline == "Wi-Fi : aucun")
        let other = Said.question(3, .users)
        test.take(other, Said.answer(4, to: other.uuid, ItemAnswer(item: .users, text: "a\nb\nc")))
        guard case .card(let long)? = test.contents.last else {
            Issue.record("no card")
            return
        }
        #expect(long.headline == "a" && long.text == "b\nc")
        #expect(test.spoken.last?.contains("a, b\nc") == true)
    }
}
