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

    /// Whether the host is the one that is looked at: the plots and groups of others are made once it is.
    @ObservationIgnored var isShown = false {
        didSet {
            guard isShown, !oldValue else { return }
            showPlots()
            showGroups()
        }
    }
    @ObservationIgnored private var newest: Vitals?
    @ObservationIgnored private var samples = PlotSamples(span: VitalsHistory.keptSamples)
    @ObservationIgnored private var facts: HostFacts?
    @ObservationIgnored private let zone: ClockZone

    /// As many seconds as the small line in the list of hosts shows.
    private static let recentSeconds = 60

    /// Begins without figures.
    public convenience init() { self.init(zone: .local) }

    init(zone: ClockZone) {
        self.zone = zone
        let primary: [Item] = [.name, .os, .ram, .cpu]
        questions = (primary + Item.allCases.filter { !primary.contains($0) }).map {
            Question(item: $0, title: $0.buttonTitle, tooltip: $0.tooltip, isPrimary: primary.contains($0))
        }
    }

    // MARK: - What the host tells

    /// Takes over what was sampled while nobody listened.
    func take(history: [Vitals]) {
        guard !history.isEmpty else { return }
        samples.receive(history)
        if isShown { showPlots() }
    }

    /// Takes the next sample.
    ///
    /// - Parameter facts: What rarely changes, when it is told anew.
    func take(_ vitals: Vitals, facts: HostFacts?) {
        if let facts { self.facts = facts }
        newest = vitals
        samples.receive(vitals)
        guard isShown else { return }
        showPlots()
        showGroups()
    }

    /// Tells whether the host can't be heard, so that what is shown gets old.
    func setStale(_ isStale: Bool) {
        guard self.isStale != isStale else { return }
        self.isStale = isStale
        if isStale { cpuText = nil }
    }

    /// Brings up to date what the list of hosts shows.
    func showRecent() {
        let recent = Array(samples.cpu.suffix(Self.recentSeconds))
        if recentCPUPercent != recent { recentCPUPercent = recent }
        let text = isStale ? nil : (samples.newest?.cpu).map { Quantity.percent($0) }
        if cpuText != text { cpuText = text }
    }

    private func showPlots() {
        let new = Plot.ID.allCases.compactMap { samples.plot($0) }
        if plots != new { plots = new }
    }

    private func showGroups() {
        guard let newest else { return }
        let new = InformationGroups(vitals: newest, facts: facts, zone: zone).groups
        if groups != new { groups = new }
    }
}
