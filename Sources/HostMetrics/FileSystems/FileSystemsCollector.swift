import Synchronization
import TchatModel

/// Reads how full the file systems are: one thread finds out what is mounted, and each file system that could hang has
/// a thread of its own, so one that does delays no other.
final class FileSystemsCollector: Sendable {
    private let mounts: SlowSource<Mounts>
    /// Whether anyone asked for counters: until then only what a sample shows is measured.
    private let areCountersWanted: WantedFlag

    init(roots: HostRoots, statistics: @escaping @Sendable (_ mountPoint: String) -> FileSystemStatistics?) {
        let areCountersWanted = WantedFlag()
        self.areCountersWanted = areCountersWanted
        mounts = SlowSource(
            MountsCollector(roots: roots, areCountersWanted: areCountersWanted, statistics: statistics)
        )
    }

    /// Asks for new results if they are due, and returns the latest ones that are not too old.
    func poll(at now: ContinuousClock.Instant) -> Measured<[FileSystemUsage]>? {
        guard let mounts = mounts.poll(at: now)?.value else { return nil }
        var usages: [FileSystemUsage] = []
        usages.reserveCapacity(mounts.shown.count)
        var oldest = now
        for mount in mounts.shown {
            guard let reading = mount.latest(at: now), let usage = reading.value.usage else { continue }
            usages.append(usage)
            oldest = min(oldest, reading.at)
        }
        return usages.isEmpty ? nil : Measured(value: usages, at: oldest)
    }

    /// Asks for new results if they are due, and returns the latest ones of all mounts that are counted.
    ///
    /// From the first call on they are measured: the first has nothing to return. A mount that was never measured is left
    /// out until it is, or is too late.
    func counters(at now: ContinuousClock.Instant) -> [FileSystemCounters] {
        areCountersWanted.set()
        guard let mounts = mounts.poll(at: now)?.value else { return [] }
        var counters: [FileSystemCounters] = []
        counters.reserveCapacity(mounts.counted.count)
        for counted in mounts.counted {
            let statistics: FileSystemStatistics?
            switch counted.origin {
            case .measured(let value):
                statistics = value
            case .source(let source, let since):
                let latest = source.latest(at: now)
                let isKnown = latest != nil || source.hasMeasured
                guard isKnown || Self.isLate(now.sinceReference - since) else { continue }
                statistics = latest?.value.statistics
            }
            counters.append(
                FileSystemCounters(
                    device: counted.mount.device,
                    mountPoint: counted.mount.mountPoint,
                    type: counted.mount.type,
                    isReadOnly: counted.mount.isReadOnly,
                    statistics: statistics
                )
            )
        }
        return counters
    }

    /// Whether a mount that was never measured counts as broken after that time.
    static func isLate(_ waited: Duration) -> Bool {
        waited > FileSystemCollector.maximumAge
    }
}

/// A flag that is only ever set.
private final class WantedFlag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() {
        if !isSet { value.store(true, ordering: .relaxed) }
    }
}

/// What is mounted, and who measures it.
private struct Mounts: Sendable {
    /// What a sample shows.
    var shown: [SlowSource<FileSystemReading>]
    /// What is counted; empty until that is wanted.
    var counted: [Counted]

    struct Counted: Sendable {
        var mount: Mount
        var origin: Origin
    }

    enum Origin: Sendable {
        /// What never hangs was measured along with the mounts.
        case measured(FileSystemStatistics?)
        /// A thread measures it, since an instant after the reference instant.
        case source(SlowSource<FileSystemReading>, since: Duration)
    }
}

/// How full one file system is, in the two forms it is asked for.
private struct FileSystemReading: Sendable {
    var usage: FileSystemUsage?
    var statistics: FileSystemStatistics?
}

/// Finds out what is mounted, and asks each mount's thread for a new result.
private final class MountsCollector: SlowCollector {
    static let threadName = "host-mounts"
    static let period = Duration.seconds(10)
    static let maximumAge = Duration.seconds(30)

    /// File systems in the machine's memory: they answer at once, and need no thread.
    private static let typesInMemory: Set<String> = ["efivarfs", "ramfs", "rootfs", "tmpfs"]

    private struct Source {
        var source: SlowSource<FileSystemReading>
        var since: Duration
    }

    private let roots: HostRoots
    private let areCountersWanted: WantedFlag
    private let statistics: @Sendable (_ mountPoint: String) -> FileSystemStatistics?
    private let threads = ThreadBudget(maximum: 64)
    private let sources = Mutex<[Mount: Source]>([:])

    init(
        roots: HostRoots,
        areCountersWanted: WantedFlag,
        statistics: @escaping @Sendable (_ mountPoint: String) -> FileSystemStatistics?
    ) {
        self.roots = roots
        self.areCountersWanted = areCountersWanted
        self.statistics = statistics
    }

    func collect() -> Mounts? {
        guard let all = KernelFile.read("\(roots.proc)/self/mounts", { MountsParser.parse($0) }) else { return nil }
        let types = KernelFile.read("\(roots.proc)/filesystems") { FileSystemTypesParser.parse($0) }
        let shown = types?.choose(from: all) ?? []
        let counted = areCountersWanted.isSet ? CountedMounts.choose(from: all) : []
        guard types != nil || !counted.isEmpty else { return nil }
        let representatives = Self.representatives(of: counted, among: shown)
        return sources.withLock { sources in
            var kept: [Mount: Source] = [:]
            for mount in shown + representatives {
                kept[mount] = sources[mount]
            }
            // Those that went end their threads here, before new ones take their places.
            sources = kept
            let shownSources = shown.compactMap { ask($0, &sources)?.source }
            for mount in representatives where !shown.contains(mount) { _ = ask(mount, &sources) }
            return Mounts(
                shown: shownSources,
                counted: zip(counted, representatives).compactMap { mount, representative in
                    if let source = sources[representative] {
                        return Mounts.Counted(mount: mount, origin: .source(source.source, since: source.since))
                    }
                    guard Self.typesInMemory.contains(mount.type) else { return nil }
                    return Mounts.Counted(mount: mount, origin: .measured(statistics(mount.mountPoint)))
                }
            )
        }
    }

    /// Asks a mount's thread for a new result, and starts it if need be; nothing where there are too many.
    private func ask(_ mount: Mount, _ sources: inout [Mount: Source]) -> Source? {
        if Self.typesInMemory.contains(mount.type), mount.mountPoint != "/" { return nil }
        let now = ContinuousClock.now
        if sources[mount] == nil, let slot = threads.take() {
            let collector = FileSystemCollector(mount: mount, statistics: statistics, slot: slot)
            sources[mount] = Source(source: SlowSource(collector), since: now.sinceReference)
        }
        let source = sources[mount]
        _ = source?.source.poll(at: now)
        return source
    }

    /// For each mount, the one to ask in its place: a block device mounted at many places is one file system.
    private static func representatives(of mounts: [Mount], among shown: [Mount]) -> [Mount] {
        var ofDevice: [String: Mount] = [:]
        for mount in shown + mounts where mount.device.hasPrefix("/dev/") && ofDevice[mount.device] == nil {
            ofDevice[mount.device] = mount
        }
        return mounts.map { ofDevice[$0.device] ?? $0 }
    }
}

/// Reads how full one file system is.
private struct FileSystemCollector: SlowCollector {
    static let threadName = "host-statvfs"
    /// The thread that finds the mounts asks every 10 s.
    static let period = Duration.zero
    /// Three periods: long enough for a slow server, short enough not to show what was long ago.
    static let maximumAge = Duration.seconds(30)

    let mount: Mount
    let statistics: @Sendable (_ mountPoint: String) -> FileSystemStatistics?
    let slot: ThreadBudget.Slot

    func collect() -> FileSystemReading? {
        guard let statistics = statistics(mount.mountPoint) else { return FileSystemReading() }
        let usage = FileSystemSpace(statistics).map { space in
            FileSystemUsage(
                mountPoint: mount.mountPoint,
                device: mount.device,
                type: mount.type,
                totalBytes: space.totalBytes,
                usedBytes: space.usedBytes,
                freeBytes: space.freeBytes
            )
        }
        return FileSystemReading(usage: usage, statistics: statistics)
    }
}
