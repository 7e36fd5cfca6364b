import FoundationEssentials
import TchatModel

/// A machine that is busy now and then, second by second.
nonisolated struct Machine {
    /// When its first second was.
    let begin: Date
    private var second = 0
    private var load = 10.0

    init(begin: Date) {
        self.begin = begin
    }

    /// The time it is there.
    var now: Date { begin.addingTimeInterval(Double(second)) }

    /// What it measures in the next second.
    mutating func next() throws -> Vitals {
        second += 1
        load = min(max(load + .random(in: -8...8), 0), 100)
        func rate() -> Int { Int.random(in: 0...Int(1000 + load * load * 100)) }
        let cores = (0..<8).map { _ in "\(min(max(load + .random(in: -20...20), 0), 100))" }.joined(separator: ",")
        let total = 25_276_514_304
        let used = Int(Double(total) * (0.2 + load / 200))
        let text = """
            {"at": "\(APICoding.text(of: now))",
             "cpu": {"ageSeconds": 0, "values": {"usedPercent": \(load), "coreUsedPercent": [\(cores)]}},
             "ram": {"ageSeconds": 0, "values": {"totalBytes": \(total), "usedBytes": \(used),
               "availableBytes": \(total - used), "freeBytes": \((total - used) / 2), "buffersAndCacheBytes": 1000}},
             "network": {"ageSeconds": 0, "values": {"interfaces": [{"interface": "eth0",
               "receivedBytesPerSecond": \(rate()), "sentBytesPerSecond": \(rate())}]}},
             "disk": {"ageSeconds": 0, "values": {"activity": [{"device": "vda",
               "readBytesPerSecond": \(rate()), "writtenBytesPerSecond": \(rate())}],
               "fileSystems": [{"device": "/dev/vda", "mountPoint": "/", "type": "ext4", "totalBytes": 270553174016,
               "freeBytes": \(230_105_444_352 - second * 4096), "usedBytes": \(40_447_729_664 + second * 4096)}]}},
             "load": {"ageSeconds": 0, "values": {"oneMinute": \(load / 10), "fiveMinutes": 1.5, "fifteenMinutes": 1.2}},
             "uptime": {"ageSeconds": 0, "values": {"uptimeSeconds": \(Double(second))}},
             "temperature": {"ageSeconds": 0, "values": {"sensors": []}},
             "users": {"ageSeconds": 0, "values": {"sessions": []}}}
            """
        return try APICoding.decoder().decode(Vitals.self, from: Data(text.utf8))
    }
}
