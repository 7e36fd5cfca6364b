/// What the kernel counts of its own work since the boot (`/proc/stat`, proc_stat(5)).
public struct KernelCounters: Sendable, Equatable {
    /// The columns of `cores`, in clock ticks; guest and guest_nice are part of user and nice already.
    public enum CoreColumn: Int, CaseIterable, Sendable {
        /// In programs.
        case user
        /// In programs of low priority.
        case nice
        /// In the kernel.
        case system
        /// Doing nothing.
        case idle
        /// Doing nothing while a program waited for a disk.
        case iowait
        /// Serving interrupts.
        case irq
        /// Serving soft interrupts.
        case softirq
        /// Taken by the host of a virtual machine.
        case steal
        /// Running virtual machines.
        case guest
        /// Running virtual machines of low priority.
        case guestNice
    }

    /// What each core that is online spent its time on; named after the kernel's number of the core.
    public var cores = CounterTable(columnCount: CoreColumn.allCases.count)
    /// The interrupts served.
    public var interrupts: UInt64?
    /// The switches from one task to another.
    public var contextSwitches: UInt64?
    /// The boot, in seconds since the Epoch.
    public var bootedAtSeconds: UInt64?
    /// The processes and threads started.
    public var forks: UInt64?
    /// The tasks that run or could.
    public var runningProcesses: UInt64?
    /// The tasks that wait for a disk.
    public var blockedProcesses: UInt64?

    /// Makes counters that tell nothing.
    public init() {}
}
