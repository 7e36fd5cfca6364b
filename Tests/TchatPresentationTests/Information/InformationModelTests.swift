import Foundation
import Observation
import TchatModel
import Testing

@testable import TchatPresentation

@Suite struct InformationModelTests {
    nonisolated private static func sample(_ second: Double, cpu: Double = 12.5, received: Double = 2048) -> Vitals {
        let readings: [Reading] = [
            .cpu(CPUUsage(usedPercent: cpu, coreUsedPercent: [cpu, 2 * cpu])),
            .ram(
                MemoryUsage(
                    totalBytes: 8 << 30,
                    usedBytes: 2 << 30,
                    freeBytes: 5 << 30,
                    buffersAndCacheBytes: 1 << 30
                )
            ),
            .network(
                Reading.Network(interfaces: [
                    NetworkActivity(interface: "lo", receivedBytesPerSecond: 1e9, sentBytesPerSecond: 1e9),
                    NetworkActivity(interface: "eth0", receivedBytesPerSecond: received, sentBytesPerSecond: 512),
                ])
            ),
            .disk(
                Reading.Disks(
                    fileSystems: [
                        FileSystemUsage(
                            mountPoint: "/",
                            device: "/dev/vda",
                            type: "ext4",
                            totalBytes: 100 << 30,
                            usedBytes: 30 << 30,
                            freeBytes: 60 << 30
                        )
                    ],
                    activity: []
                )
            ),
            .uptime(Reading.Uptime(uptimeSeconds: 3700 + second)),
            .temperature(
                Reading.Temperatures(sensors: [
                    Temperature(sensor: "nvme", celsius: 40), Temperature(sensor: "nvme", celsius: 41),
                ])
            ),
        ]
        let aged = readings.map { ($0.item, Vitals.Aged(ageSeconds: 0, values: $0)) }
        return Vitals(at: Date(timeIntervalSince1970: second), readings: Dictionary(uniqueKeysWithValues: aged))
    }

    private static func model(_ samples: [Vitals]) -> InformationModel {
        let model = InformationModel()
        model.take(history: samples)
        return model
    }

    @Test func `The four questions of old stand first, in their old order`() {
        let questions = InformationModel().questions
        #expect(questions.filter(\.isPrimary).map(\.title) == ["Name", "OS", "RAM", "CPU"])
        #expect(Set(questions.map(\.item)) == Set(Item.allCases))
    }

    @Test func `The history fills the plots at once, and a sample moves them`() throws {
        let model = Self.model((0..<900).map { Self.sample(Double($0)) })
        #expect(model.plots.map(\.id) == [.cpu, .memory, .network, .disk])
        model.take(Self.sample(900, cpu: 50), facts: nil)
        let cpu = try #require(model.plots.first)
        #expect(cpu.valueText == "50.0 %")
        #expect(cpu.detailText == "2 cores")
        #expect(cpu.series.map(\.style) == [.background, .background, .primary])
        #expect(cpu.series.allSatisfy { $0.values.count == 900 })
        #expect(cpu.readout(secondsAgo: 0) == "Now: 50.0 %")
        #expect(cpu.readout(secondsAgo: 120) == "2 min ago: 12.5 %")
        #expect(cpu.readout(secondsAgo: 900) == nil)
        #expect(cpu.accessibleText == "Processor: 50.0 %. In the last 15 min: between 12.5 % and 50.0 %.")
        #expect(model.cpuText == "50 %")
        #expect(model.recentCPUPercent.count == 60)
    }

    @Test func `What was not measured is a gap`() throws {
        let model = Self.model([Self.sample(1), Self.sample(4)])
        let cpu = try #require(model.plots.first)
        #expect(cpu.series.last?.values == [12.5, nil, nil, 12.5])
        #expect(cpu.readout(secondsAgo: 1) == nil)
    }

    @Test func `The machine talking to itself is no network`() throws {
        let model = Self.model([Self.sample(1, received: 300 * 1024)])
        let network = try #require(model.plots.first { $0.id == .network })
        #expect(network.valueText == "↓ 300.0 KiB/s  ↑ 512 B/s")
        #expect(network.maximum == 500 * 1024)
        #expect(network.maximumText == "500.0 KiB/s")
        #expect(network.accessibleText.hasPrefix("Network: Received 300.0 KiB/s, Sent 512 B/s."))
    }

    @Test(
        arguments: [(0, 10_240), (10_241, 20_480), (600_000, 1_048_576), (5e6, 5_242_880), (1e12, 1_099_511_627_776)]
            as [(Double, Double)]
    )
    func `The scale is round`(largest: Double, maximum: Double) {
        #expect(Plot.roundMaximum(of: largest) == maximum)
    }

    @Test func `Figures stand in groups, each under its own label`() throws {
        let model = Self.model([Self.sample(1)])
        #expect(model.groups.map(\.id) == [.system, .disks, .temperatures])
        let disk = try #require(model.groups.first { $0.id == .disks }?.figures.first)
        #expect(disk.label == "/")
        #expect(disk.value == "33 %")
        #expect(disk.detail == "60.0 GiB free of 100.0 GiB")
        #expect(model.groups.last?.figures.map(\.label) == ["nvme", "nvme (2)"])
    }

    @Test func `What is old has no present value`() {
        let model = Self.model([Self.sample(1)])
        #expect(model.cpuText == "13 %")
        model.setStale(true)
        #expect(model.isStale)
        #expect(model.cpuText == nil)
        model.setStale(false)
        model.take(Self.sample(2), facts: nil)
        #expect(model.cpuText == "13 %")
    }

    @Test func `What stays the same changes nothing that is observed`() {
        let model = Self.model([Self.sample(1)])
        nonisolated(unsafe) var changes = 0
        withObservationTracking {
            _ = (model.groups, model.questions, model.cpuText)
        } onChange: {
            changes += 1
        }
        model.take(Self.sample(2), facts: nil)
        #expect(changes == 0)
    }
}
