/// Parses all of `/proc/stat` that is counted by name (proc_stat(5)).
enum KernelCountersParser {
    static func parse(_ bytes: Span<UInt8>) -> KernelCounters {
        var counters = KernelCounters()
        var position = 0
        while position < bytes.count {
            if bytes.skip("cpu", &position) {
                // Without a number it is the line of all cores.
                let start = position
                if bytes.digits(&position) != nil, bytes.isEndOfWord(position) {
                    let number = start..<position
                    counters.cores.readRow(bytes, &position, minimum: 4) { bytes.string(number) }
                }
            } else if bytes.skip("intr ", &position) {
                counters.interrupts = bytes.unsigned(&position)
            } else if bytes.skip("ctxt ", &position) {
                counters.contextSwitches = bytes.unsigned(&position)
            } else if bytes.skip("btime ", &position) {
                counters.bootedAtSeconds = bytes.unsigned(&position)
            } else if bytes.skip("processes ", &position) {
                counters.forks = bytes.unsigned(&position)
            } else if bytes.skip("procs_running ", &position) {
                counters.runningProcesses = bytes.unsigned(&position)
            } else if bytes.skip("procs_blocked ", &position) {
                counters.blockedProcesses = bytes.unsigned(&position)
            }
            bytes.skipLine(&position)
        }
        return counters
    }
}
