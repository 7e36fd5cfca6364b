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

    /// Begins without figures.
    public init() {}
}
