import TchatModel

/// Reads the machine's batteries.
struct BatteriesCollector: SlowCollector {
    static let threadName = "host-batteries"
    static let period = Duration.seconds(30)
    static let maximumAge = Duration.seconds(90)

    let roots: HostRoots

    func collect() -> [Battery]? {
        let root = "\(roots.sys)/class/power_supply"
        let batteries = Directory.names(root).compactMap { name -> Battery? in
            guard KernelFile.text("\(root)/\(name)/type") == "Battery" else { return nil }
            return KernelFile.read("\(root)/\(name)/uevent") { BatteryParser.parse($0, name: name) }
        }
        return batteries.isEmpty ? nil : batteries
    }
}
