import FoundationEssentials
import Glibc
import GLibSupport

/// How long the program takes to show something; for benchmarks: `TCHAT_MEASURE=first-frame`.
enum FirstFrame {
    /// Whether it is asked for.
    static var isMeasured: Bool { getenv("TCHAT_MEASURE").map { String(cString: $0) } == "first-frame" }

    /// Prints the milliseconds from the start of the process until the window has drawn its first frame.
    static func report(_ window: Window) {
        window.onFirstFrame {
            guard let age = processAge else { return }
            let milliseconds = age / .milliseconds(1)
            StandardError.print("first frame after \(Int(milliseconds.rounded())) ms")
        }
    }

    /// How long ago the process started (proc_pid_stat(5): field 22, in ticks since the machine started).
    private static var processAge: Duration? {
        guard let stat = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            // The name in field 2 may hold spaces and brackets.
            let nameEnd = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[nameEnd...].split(separator: " ")
        guard fields.count > 20, let ticks = Double(fields[20]) else { return nil }
        var now = timespec()
        guard clock_gettime(CLOCK_BOOTTIME, &now) == 0 else { return nil }
        let started = ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
        return .seconds(Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 - started)
    }
}
