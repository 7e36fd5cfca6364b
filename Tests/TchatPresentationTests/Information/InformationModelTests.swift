import Foundation
import Localization
import Observation
import TchatModel
import Testing

@testable import TchatPresentation

@Suite struct InformationModelTests {
    private let model = InformationModel(zone: .fixed(secondsEast: 0))

    init() {
        model.isShown = true
    }

    private static func sample(_ second: Double, cpu: Double? = nil, received: Double? = nil) -> Vitals {
        var readings: [Item: Vitals.Aged] = [:]
        if let cpu {
            let usage = CPUUsage(usedPercent: cpu, coreUsedPercent: [cpu, cpu])
            readings[.cpu] = Vitals.Aged(ageSeconds: 0, values: .cpu(usage))
        }
        if let received {
            let activity = NetworkActivity(
                interface: "eth0",
                receivedBytesPerSecond: received,
                sentBytesPerSecond: received / 2
            )
            readings[.network] = Vitals.Aged(ageSeconds: 0, values: .network(.init(interfaces: [activity])))
        }
        return Vitals(at: TestLog.now.addingTimeInterval(second), readings: readings)
    }

    /// What a host's stream does with a sample.
    private func take(_ vitals: Vitals, facts: HostFacts?) {
        model.take(vitals, facts: facts)
        model.setStale(false)
        model.showRecent()
    }

    private func plot(_ id: Plot.ID) -> Plot? { model.plots.first { $0.id == id } }

    @Test func `The four questions of old come first`() {
        #expect(model.questions.prefix(5).map(\.title) == ["Name", "OS", "RAM", "CPU", "Disks"])
        #expect(model.questions.filter(\.isPrimary).map(\.item) == [.name, .os, .ram, .cpu])
        #expect(Set(model.questions.map(\.item)) == Set(Item.allCases))
    }

    @Test func `A real machine's minute`() throws {
        let history = try RealHost.history()
        let last = try #require(history.last)
        model.take(history: Array(history.dropLast()))
        take(last, facts: try RealHost.status().facts)
        #expect(model.plots.map(\.id) == [.cpu, .memory, .network, .disk])
        let cpu = try #require(plot(.cpu))
        #expect(cpu.series.map(\.style) == [.primary, .background, .background])
        #expect(cpu.series[0].values.compactMap(\.self) == history.compactMap(\.cpuPercent))
        #expect(cpu.valueText == model.cpuText && cpu.detailText == "2 cores" && cpu.maximumText == "100\u{A0}%")
        #expect(cpu.accessibleText.hasPrefix("Processor: \(try #require(cpu.valueText)); from "))
        #expect(cpu.accessibleText.hasSuffix(" in the last 15\u{A0}min"))
        let memory = try #require(plot(.memory))
        #expect(memory.maximumText == "of 23.5\u{A0}GiB" && memory.maximum == 25_276_514_304)
        #expect(plot(.network)?.maximumText == "10\u{A0}KiB/s")
        #expect(plot(.network)?.series.map(\.style) == [.primary, .secondary])
        #expect(model.recentCPUPercent == history.suffix(60).map(\.cpuPercent))
        #expect(model.groups.map(\.title) == ["System", "Disks"])
        #expect(
            model.groups[0].figures.map(\.label) == ["Uptime", "Load", "Operating system", "Kernel"]
        )
        let disk = try #require(model.groups[1].figures.first)
        #expect(disk.label == "/" && disk.detail?.hasSuffix(" free of 252.0\u{A0}GiB") == true)
    }

    @Test func `History that comes late goes before, and seconds without a sample are empty`() {
        take(Self.sample(10, cpu: 10), facts: nil)
        model.take(history: [Self.sample(7, cpu: 7), Self.sample(8, cpu: 8), Self.sample(10, cpu: 10)])
        #expect(plot(.cpu)?.series[0].values == [7, 8, nil, 10])
        take(Self.sample(10, cpu: 99), facts: nil)
        take(Self.sample(12.2, cpu: 12), facts: nil)
        #expect(plot(.cpu)?.series[0].values == [7, 8, nil, 10, nil, 12])
    }

    @Test func `Fifteen minutes are kept`() {
        for second in 0..<1000 { take(Self.sample(Double(second), cpu: Double(second % 100)), facts: nil) }
        #expect(plot(.cpu)?.series[0].values.count == 900)
        #expect(plot(.cpu)?.series[1].values.count == 900)
        #expect(plot(.cpu)?.series[0].values.last == 99)
        take(Self.sample(1e7, cpu: 5), facts: nil)
        #expect(plot(.cpu)?.series[0].values.compactMap(\.self) == [5])
    }

    @Test func `A clock that was set back begins anew`() {
        take(Self.sample(1000, cpu: 1), facts: nil)
        take(Self.sample(10, cpu: 2), facts: nil)
        #expect(plot(.cpu)?.series[0].values == [2])
    }

    @Test(arguments: [
        (0.0, "10\u{A0}KiB/s"), (10_240, "10\u{A0}KiB/s"), (10_241, "20\u{A0}KiB/s"), (300_000, "500\u{A0}KiB/s"),
        (600_000, "1\u{A0}MiB/s"), (3e6, "5\u{A0}MiB/s"), (1e30, "1\u{A0}EiB/s"),
    ])
    func `The scale is the next round value`(most: Double, text: String) {
        take(Self.sample(1, received: most), facts: nil)
        take(Self.sample(2, received: 0), facts: nil)
        if most < 1e20 { #expect(plot(.network)?.maximumText == text) }
        #expect(plot(.network)?.maximum ?? 0 >= most)
    }

    @Test func `Who points at a plot reads what was measured then`() throws {
        for (second, cpu) in [(0.0, 10.0), (60, 20), (120, 30)] {
            take(Self.sample(second, cpu: cpu, received: 2048), facts: nil)
        }
        let cpu = try #require(plot(.cpu))
        #expect(cpu.readout(secondsAgo: 0) == "Now: 30.0\u{A0}%")
        #expect(cpu.readout(secondsAgo: 120) == "2\u{A0}min ago: 10.0\u{A0}%")
        #expect(cpu.readout(secondsAgo: 1) == nil && cpu.readout(secondsAgo: 121) == nil)
        #expect(cpu.readout(secondsAgo: -1) == nil)
        #expect(plot(.network)?.readout(secondsAgo: 60) == "1\u{A0}min ago: ↓ 2.0\u{A0}KiB/s ↑ 1.0\u{A0}KiB/s")
    }

    @Test func `Old figures say so`() {
        take(Self.sample(1, cpu: 12.5), facts: nil)
        #expect(model.cpuText == "12.5\u{A0}%" && !model.isStale)
        model.setStale(true)
        #expect(model.cpuText == nil && model.isStale && plot(.cpu) != nil)
        take(Self.sample(2, cpu: 13), facts: nil)
        #expect(model.cpuText == "13.0\u{A0}%" && !model.isStale)
    }

    @Test func `What nobody looks at is made once somebody does`() {
        model.isShown = false
        model.take(history: [Self.sample(1, cpu: 12.5)])
        var sample = Self.sample(2, cpu: 13)
        let sessions = [UserSession(user: "bob")]
        sample.readings[.users] = Vitals.Aged(ageSeconds: 0, values: .users(.init(sessions: sessions)))
        take(sample, facts: nil)
        #expect(model.recentCPUPercent == [12.5, 13] && model.cpuText == "13.0\u{A0}%")
        #expect(model.plots.isEmpty && model.groups.isEmpty)
        model.isShown = true
        #expect(plot(.cpu)?.series[0].values.compactMap(\.self) == [12.5, 13])
        #expect(model.groups.map(\.id) == [.users])
    }

    @Test func `What stays the same redraws nothing`() {
        take(Self.sample(1, cpu: 50), facts: nil)
        nonisolated(unsafe) var redrawn: [String] = []
        withObservationTracking {
            _ = model.groups
        } onChange: {
            redrawn.append("groups")
        }
        withObservationTracking {
            _ = model.cpuText
        } onChange: {
            redrawn.append("cpuText")
        }
        withObservationTracking {
            _ = model.isStale
        } onChange: {
            redrawn.append("isStale")
        }
        withObservationTracking {
            _ = model.questions
        } onChange: {
            redrawn.append("questions")
        }
        take(Self.sample(2, cpu: 50), facts: nil)
        #expect(redrawn.isEmpty)
        withObservationTracking {
            _ = model.plots
        } onChange: {
            redrawn.append("plots")
        }
        // An old sample again.
        take(Self.sample(2, cpu: 50), facts: nil)
        model.take(history: [Self.sample(1, cpu: 50)])
        #expect(redrawn.isEmpty)
        take(Self.sample(3, cpu: 51), facts: nil)
        #expect(redrawn == ["plots", "cpuText"])
    }

    @Test func `The same label twice is two figures`() {
        let sessions = [UserSession(user: "bob"), UserSession(user: "bob"), UserSession(user: "bob")]
        var sample = Self.sample(1)
        sample.readings[.users] = Vitals.Aged(ageSeconds: 0, values: .users(.init(sessions: sessions)))
        take(sample, facts: nil)
        #expect(model.groups.map(\.id) == [.users])
        #expect(model.groups.first?.figures.map(\.label) == ["bob", "bob 2", "bob 3"])
        #expect(model.plots.isEmpty)
    }

    @Test func `A second's work is small`() throws {
        let history = try RealHost.history()
        var sample = try #require(history.last)
        let cores = (0..<16).map { Double($0) }
        sample.readings[.cpu]?.values = .cpu(CPUUsage(usedPercent: 30, coreUsedPercent: cores))
        let old = (0..<900).map { second in
            sample.at = TestLog.now.addingTimeInterval(Double(second))
            return sample
        }
        model.take(history: old)
        let took = ContinuousClock().measure {
            for second in 900..<920 {
                sample.at = TestLog.now.addingTimeInterval(Double(second))
                take(sample, facts: nil)
            }
        }
        // Far above what it takes even without optimisation on a busy machine: it finds what grows, not what is slow.
        #expect(took < .seconds(5))
    }
}
