import Synchronization
import TchatModel

/// Reads how full the file systems are: one thread finds out what is mounted, and each mount has a thread of its own,
/// so one that hangs delays no other.
final class FileSystemsCollector: Sendable {
    private let mounts: SlowSource<[SlowSource<FileSystemUsage>]>

    init(roots: HostRoots, space: @escaping @Sendable (_ mountPoint: String) -> FileSystemSpace?) {
        mounts = SlowSource(MountsCollector(roots: roots, space: space))
    }

    /// Asks for new results if they are due, and returns the latest ones that are not too old.
    func poll(at now: ContinuousClock.Instant) -> Measured<[FileSystemUsage]>? {
        guard let mounts = mounts.poll(at: now)?.value else { return nil }
        var usages: [FileSystemUsage] = []
        usages.reserveCapacity(mounts.count)
        var oldest = now
        for mount in mounts {
            guard let usage = mount.latest(at: now) else { continue }
            usages.append(usage.value)
            oldest = min(oldest, usage.at)
        }
        return usages.isEmpty ? nil : Measured(value: usages, at: oldest)
    }
}

/// Finds out what is mounted, and asks each mount's thread for a new result.
private final class MountsCollector: SlowCollector {
    static let threadName = "host-mounts"
    static let period = Duration.seconds(10)
    static let maximumAge = Duration.seconds(30)

    private let roots: HostRoots
    private let space: @Sendable (_ mountPoint: String) -> FileSystemSpace?
    private let threads = ThreadBudget(maximum: 64)
    private let sources = Mutex<[Mount: SlowSource<FileSystemUsage>]>([:])

    init(roots: HostRoots, space: @escaping @Sendable (_ mountPoint: String) -> FileSystemSpace?) {
        self.roots = roots
        self.space = space
    }

    func collect() -> [SlowSource<FileSystemUsage>]? {
        guard let all = KernelFile.read("\(roots.proc)/self/mounts", { MountsParser.parse($0) }),
            let types = KernelFile.read("\(roots.proc)/filesystems", { FileSystemTypesParser.parse($0) })
        else { return nil }
        let chosen = types.choose(from: all)
        return sources.withLock { sources in
            var kept: [Mount: SlowSource<FileSystemUsage>] = [:]
            for mount in chosen {
                kept[mount] = sources[mount]
            }
            // Those that went end their threads here, before new ones take their places.
            sources = kept
            return chosen.compactMap { mount in
                if sources[mount] == nil, let slot = threads.take() {
                    sources[mount] = SlowSource(FileSystemCollector(mount: mount, space: space, slot: slot))
                }
                let source = sources[mount]
                _ = source?.poll(at: .now)
                return source
            }
        }
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
    let space: @Sendable (_ mountPoint: String) -> FileSystemSpace?
    let slot: ThreadBudget.Slot

    func collect() -> FileSystemUsage? {
        guard let space = space(mount.mountPoint) else { return nil }
        return FileSystemUsage(
            mountPoint: mount.mountPoint,
            device: mount.device,
            type: mount.type,
            totalBytes: space.totalBytes,
            usedBytes: space.usedBytes,
            freeBytes: space.freeBytes
        )
    }
}
