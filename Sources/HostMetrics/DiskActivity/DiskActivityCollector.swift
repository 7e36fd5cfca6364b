import TchatModel

/// Reads what the physical disks did since the last time.
struct DiskActivityCollector: ~Copyable {
    private var file: KernelFile
    private var meter = ThroughputMeter()
    private var disks: PhysicalDisks

    init(roots: HostRoots) {
        file = KernelFile("\(roots.proc)/diskstats")
        disks = PhysicalDisks(directory: "\(roots.sys)/block")
    }

    mutating func collect(into buffer: inout ReadBuffer, at now: ContinuousClock.Instant) -> [DiskActivity]? {
        meter.rates(at: now) { counters in
            file.read(into: &buffer) { bytes in
                DiskActivityParser.parse(bytes, into: &counters) { name in disks.contains(name) }
            } != nil
        } rate: { name, read, written in
            DiskActivity(
                device: name,
                readBytesPerSecond: read * DiskActivityParser.sectorSize,
                writtenBytesPerSecond: written * DiskActivityParser.sectorSize
            )
        }
    }
}

/// Tells whole physical disks from partitions and virtual devices, asking for each name once.
struct PhysicalDisks {
    private struct Answer {
        var name: [UInt8]
        var isPhysical: Bool
    }

    private let directory: String
    private var answers: [Answer] = []
    /// The place of the answer that is likely asked for next: the names come in the same order every time.
    private var next = 0

    init(directory: String) {
        self.directory = directory
    }

    /// Whether a name is that of a whole disk with a device behind it.
    mutating func contains(_ name: Span<UInt8>) -> Bool {
        for _ in answers.indices {
            if next >= answers.count { next = 0 }
            defer { next += 1 }
            if Self.isEqual(answers[next].name, name) { return answers[next].isPhysical }
        }
        // Disks come and go under ever new names: the list must not grow for ever.
        if answers.count >= 4096 { answers.removeAll() }
        let isPhysical = ask(name.string(0..<name.count))
        answers.append(Answer(name: name.indices.map { name[$0] }, isPhysical: isPhysical))
        next = answers.count
        return isPhysical
    }

    private static func isEqual(_ name: [UInt8], _ other: Span<UInt8>) -> Bool {
        guard name.count == other.count else { return false }
        for index in name.indices where name[index] != other[index] { return false }
        return true
    }

    /// Asks sysfs.
    ///
    /// `/sys/block` has whole devices only, and `device` in those that are not virtual, as loop, ram, zram, dm and md are
    /// (psutil `is_storage_device`, sysstat's iostat). The paths of a multipath disk have it too, but are `hidden`.
    private func ask(_ name: String) -> Bool {
        // A slash in a name, as in cciss/c0d0, is an exclamation mark in sysfs.
        let path = "\(directory)/" + String(name.map { $0 == "/" ? "!" : $0 })
        return Directory.exists("\(path)/device") && KernelFile.text("\(path)/hidden") != "1"
    }
}
