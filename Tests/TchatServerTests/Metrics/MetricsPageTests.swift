import Foundation
import HostMetrics
import NIOCore
import Testing

@testable import TchatServer

@Suite struct MetricsPageTests {
    private static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let fixtures = repository.appending(path: "Tests/HostMetricsTests/Fixtures")
    private static let canCompare = ["prometheus-node-exporter", "python3"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)")
    }

    /// Renders until a page is complete: slow sources come with a later one.
    private func render(_ reader: HostReader, until isComplete: (String) -> Bool) async -> String {
        let page = MetricsPage(reader: reader, server: ServerMetrics(version: "0.1.0"))
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        while true {
            let text = String(buffer: page.render())
            if isComplete(text) || ContinuousClock.now > deadline { return text }
            await Task.yield()
        }
    }

    private func reader(_ fixture: String) -> HostReader {
        let tree = Self.fixtures.appending(path: fixture).path
        let roots = HostRoots(
            proc: "\(tree)/proc",
            sys: "\(tree)/sys",
            etc: "\(tree)/etc",
            usr: "\(tree)/usr",
            run: "\(tree)/run"
        )
        return HostReader(
            roots: roots,
            uname: {
                SystemName(system: "Linux", node: "a\"b", release: "6.1", version: "#1", machine: "x86_64")
            },
            fileSystemStatistics: { mountPoint in
                guard mountPoint != "/boot" else { return nil }
                return FileSystemStatistics(
                    blockSize: 4096,
                    blocks: 100,
                    freeBlocks: 40,
                    availableBlocks: 35,
                    files: 1000,
                    freeFiles: 900
                )
            }
        )
    }

    @Test func tellsWhatNodeExporterTells() async throws {
        let text = await render(reader("laptop")) {
            $0.contains("node_hwmon_temp_celsius") && $0.contains("node_power_supply_info")
        }
        let ours = try ExpositionText(text)
        let file = Self.fixtures.appending(path: "node_exporter/laptop.prom")
        let theirs = try ExpositionText(String(contentsOf: file, encoding: .utf8))
        #expect(theirs.samples.count > 250)
        for (name, family) in theirs.families {
            #expect(ours.families[name] == family)
        }
        for (key, value) in theirs.samples {
            let ours = try #require(ours.samples[key], "\(key) is missing")
            #expect(abs(ours - value) <= abs(value) * 1e-14, "\(key)")
        }
        for key in ours.samples.keys where theirs.families[key.name] != nil {
            #expect(theirs.samples[key] != nil, "\(key) is not node_exporter's")
        }
    }

    @Test func tellsOfFileSystemsAndTheSystem() async throws {
        let text = await render(reader("laptop")) {
            $0.components(separatedBy: "node_filesystem_size_bytes{").count > 6
        }
        let page = try ExpositionText(text)
        let root = ["device": "/dev/dm-2", "fstype": "ext4", "mountpoint": "/"]
        #expect(page["node_filesystem_size_bytes", root] == 409_600)
        #expect(page["node_filesystem_free_bytes", root] == 163_840)
        #expect(page["node_filesystem_avail_bytes", root] == 143_360)
        #expect(page["node_filesystem_files", root] == 1000)
        #expect(page["node_filesystem_files_free", root] == 900)
        #expect(page["node_filesystem_readonly", root] == 0)
        #expect(page["node_filesystem_device_error", root] == 0)
        let broken = ["device": "/dev/sda3", "fstype": "ext2", "mountpoint": "/boot"]
        #expect(page["node_filesystem_device_error", broken] == 1)
        #expect(page["node_filesystem_size_bytes", broken] == nil)
        #expect(!page.samples.keys.contains { $0.labels["mountpoint"]?.hasPrefix("/proc") == true })

        let system = [
            "domainname": "(none)", "machine": "x86_64", "nodename": #"a\"b"#, "release": "6.1", "sysname": "Linux",
            "version": "#1",
        ]
        #expect(page["node_uname_info", system] == 1)
        #expect(abs((page["node_time_seconds"] ?? 0) - Date().timeIntervalSince1970) < 60)
    }

    @Test func tellsOfTheDistributionAndOfThermalZones() async throws {
        let vm = try ExpositionText(await render(reader("vm")) { _ in true })
        let version = vm.samples.first { $0.key.name == "node_os_version" }
        #expect(version?.value == 12)
        #expect(version?.key.labels["id"] == "debian")
        #expect(vm.samples.keys.first { $0.name == "node_os_info" }?.labels["version_codename"] == "bookworm")

        let pi = try ExpositionText(await render(reader("pi")) { $0.contains("node_thermal_zone_temp") })
        #expect(pi["node_thermal_zone_temp", ["type": "cpu-thermal", "zone": "0"]] == 48.692)
    }

    @Test(
        arguments: [
            ("12", 12), ("22.04", 22.04), ("22.04.1", 22.04), ("", nil), ("rolling", nil), ("3.", 3),
        ] as [(String, Double?)]
    )
    func versionOfTheDistribution(text: String, expected: Double?) {
        #expect(HostMetricsPage.version(text) == expected)
    }

    @Test func thisMachinesPageIsWellFormed() async throws {
        let page = try ExpositionText(await render(HostReader()) { _ in true })
        #expect((page["process_resident_memory_bytes"] ?? 0) > 0)
        #expect((page["node_memory_MemTotal_bytes"] ?? 0) > 0)
        #expect(page["tchat_build_info", ["version": "0.1.0"]] == 1)
        #expect(page.families.keys.allSatisfy { $0.contains(/^(node|process|tchat)_/) })
    }

    @Test(.enabled(if: canCompare)) func isTheSameAsNodeExporterOnThisMachine() async throws {
        let text = await render(HostReader()) { $0.contains("node_filesystem_size_bytes") }
        let file = FileManager.default.temporaryDirectory.appending(path: "tchat-metrics-\(UUID()).prom")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = [Self.repository.appending(path: "scripts/compare-with-node-exporter").path, file.path]
        process.standardOutput = output
        try process.run()
        let differences = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(differences == "the same\n")
        #expect(process.terminationStatus == 0)
    }
}
