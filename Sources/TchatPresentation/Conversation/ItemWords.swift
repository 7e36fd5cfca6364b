import Localization
import TchatModel

nonisolated extension Item {
    /// What the button says that asks it.
    var buttonTitle: String {
        switch self {
        case .os, .ram, .cpu: label
        default: title
        }
    }

    /// What is asked, as a sentence.
    var tooltip: String {
        switch self {
        case .name: tr("Asks the machine its name")
        case .os: tr("Asks the machine which operating system it runs")
        case .cpu: tr("Asks the machine how busy its processor is")
        case .ram: tr("Asks the machine how much memory is in use")
        case .disk: tr("Asks the machine how full its disks are")
        case .network: tr("Asks the machine what its network does")
        case .load: tr("Asks the machine how much work waits")
        case .uptime: tr("Asks the machine how long it has been running")
        case .temperature: tr("Asks the machine how warm it is")
        case .users: tr("Asks the machine who is logged in")
        case .battery: tr("Asks the machine how full its batteries are")
        }
    }

    /// What is drawn of it over time, where there is such a line.
    var plot: Plot.ID? {
        switch self {
        case .cpu: .cpu
        case .ram: .memory
        case .network: .network
        case .disk: .disk
        default: nil
        }
    }
}
