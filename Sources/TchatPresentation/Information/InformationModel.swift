import FoundationEssentials
import Localization
public import Observation
public import TchatModel

/// What the information panel shows of a host.
@Observable public final class InformationModel {
    /// One figure.
    public nonisolated struct Figure: Identifiable, Equatable, Sendable {
        /// What it is: `Uptime`, `/home`.
        public var label: String
        /// How much: `3 d 4 h 12 min`.
        public var value: String
        /// More about it: `12.3 GiB free of 100 GiB`.
        public var detail: String?
        /// The share from 0 to 1 for a small bar, where it is one.
        public var fraction: Double?

        /// The label names it within its group.
        public var id: String { label }
    }

    /// Figures that belong together.
    public nonisolated struct Group: Identifiable, Equatable, Sendable {
        /// What it is about.
        public nonisolated enum ID: String, Hashable, Sendable, CaseIterable {
            case system
            case disks
            case temperatures
            case users
            case batteries
        }

        /// What it is about.
        public var id: ID
        /// The title: `Disks`.
        public var title: String
        /// Its figures.
        public var figures: [Figure]
    }

    /// The four questions of old, `Nom`, `OS`, `RAM`, `CPU`, then the others the host can be asked.
    public internal(set) var questions: [Question] = []
    /// The lines of time: processor, memory, network, disks; without those the host has nothing for.
    public internal(set) var plots: [Plot] = []
    /// The other figures; without groups the host has nothing for.
    public internal(set) var groups: [Group] = []
    /// The processor's share in the last minute, for the small line in the list of hosts, from 0 to 100.
    public internal(set) var recentCPUPercent: [Double?] = []
    /// The processor's share now, as shown; nil while the host can't be heard.
    public internal(set) var cpuText: String?
    /// Whether what is shown is old, because the host can't be heard.
    public internal(set) var isStale = false

    /// A button that asks the machine.
    public nonisolated struct Question: Identifiable, Equatable, Sendable {
        /// What is asked.
        public var item: Item
        /// The button's text: `Nom`, `OS`, `RAM`, `CPU`.
        public var title: String
        /// What a pointer held over it reads: `Asks the machine its name`.
        public var tooltip: String
        /// Whether it is one of the four that always stand there; the others are in a menu.
        public var isPrimary: Bool

        /// The item names it.
        public var id: Item { item }
    }

    private var history = VitalsHistory()
    private var facts: HostFacts?
    private var columns = VitalsColumns(seconds: VitalsHistory.keptSamples)

    /// Begins without figures.
    public init() {
        // The four of old in their old order.
        let primary: [Item] = [.name, .os, .ram, .cpu]
        let others = Item.allCases.filter { !primary.contains($0) }
        questions = primary.map { Question($0, isPrimary: true) } + others.map { Question($0, isPrimary: false) }
    }

    /// How many seconds the small line in the list of hosts shows.
    private static let recentSeconds = 60

    /// Takes over what was sampled while nobody listened.
    func take(history samples: [Vitals]) {
        history.receive(history: samples)
        columns = VitalsColumns(history.samples, seconds: VitalsHistory.keptSamples)
        show()
    }

    /// Takes a sample over, and what the machine is.
    func take(_ vitals: Vitals, facts: HostFacts?) {
        history.receive([vitals])
        columns.take(vitals)
        self.facts = facts
        show()
    }

    /// Tells whether what is shown is old.
    func setStale(_ isStale: Bool) {
        if self.isStale != isStale { self.isStale = isStale }
        if isStale, cpuText != nil { cpuText = nil }
    }

    /// Shows what there is; what has not changed is not set, so that nothing is drawn for nothing.
    private func show() {
        guard let newest = history.samples.last else { return }
        let plots = Plot.ID.allCases.compactMap { Plot($0, of: columns, memory: newest.memory) }
        if plots != self.plots { self.plots = plots }
        let groups = Group.all(of: newest, facts: facts)
        if groups != self.groups { self.groups = groups }
        let recent = Array((columns[.cpuPercent] ?? []).suffix(Self.recentSeconds))
        if recent != recentCPUPercent { recentCPUPercent = recent }
        let cpu = isStale ? nil : newest.cpuPercent.map { Quantity.percent($0, digits: 0) }
        if cpu != cpuText { cpuText = cpu }
    }
}

nonisolated extension InformationModel.Question {
    fileprivate init(_ item: Item, isPrimary: Bool) {
        (self.item, self.isPrimary) = (item, isPrimary)
        (title, tooltip) =
            switch item {
            case .name: (tr("Name"), tr("Ask the machine its name"))
            case .os: (tr("OS"), tr("Ask the machine its operating system"))
            case .ram: (tr("RAM"), tr("Ask the machine how much memory it uses"))
            case .cpu: (tr("CPU"), tr("Ask the machine how busy its processor is"))
            case .disk: (tr("Disks"), tr("Ask the machine how full its disks are"))
            case .network: (tr("Network"), tr("Ask the machine what its network does"))
            case .load: (tr("Load"), tr("Ask the machine how many tasks it has"))
            case .uptime: (tr("Uptime"), tr("Ask the machine how long it has been running"))
            case .temperature: (tr("Temperatures"), tr("Ask the machine how warm it is"))
            case .users: (tr("Users"), tr("Ask the machine who is logged in"))
            case .battery: (tr("Batteries"), tr("Ask the machine how its batteries are"))
            }
    }
}
