public import TchatModel

extension Item {
    /// What it is, as a title.
    public var title: String {
        switch self {
        case .name: tr("Name")
        case .os: tr("Operating system")
        case .cpu: tr("Processor")
        case .ram: tr("Memory")
        case .disk: tr("Disks")
        case .network: tr("Network")
        case .load: tr("Load")
        case .uptime: tr("Uptime")
        case .temperature: tr("Temperatures")
        case .users: tr("Users")
        case .battery: tr("Batteries")
        }
    }

    /// The same in a word, in front of a value.
    public var label: String {
        switch self {
        case .os: tr("OS")
        case .cpu: tr("CPU")
        case .ram: tr("RAM")
        case .disk: tr("Disk")
        case .temperature: tr("Temperature")
        case .battery: tr("Battery")
        case .name, .network, .load, .uptime, .users: title
        }
    }
}
