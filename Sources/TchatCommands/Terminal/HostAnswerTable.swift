import Localization
import TchatModel

/// Answers of a host laid out for people: labels and values aligned, units behind the numbers.
struct HostAnswerTable {
    let answers: [HostAnswer]
    let style: TerminalStyle

    /// The lines, without a newline at the end.
    var text: String {
        let width = answers.map { Self.label($0.item).count }.max() ?? 0
        return answers.map { answer in
            let values = answer.reading.map { lines($0.values) } ?? []
            return (values.isEmpty ? [style(Self.absence(answer), .dim)] : values).enumerated().map { index, value in
                let label = index == 0 ? Self.label(answer.item) : ""
                return "\(style(label.padded(to: width), .bold))  \(value)"
            }.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func label(_ item: Item) -> String {
        switch item {
        case .name: "Name"
        case .os: "OS"
        case .cpu: "CPU"
        case .ram: "RAM"
        case .disk: "Disk"
        case .network: "Network"
        case .load: "Load"
        case .uptime: "Uptime"
        case .temperature: "Temperature"
        case .users: "Users"
        case .battery: "Battery"
        }
    }

    private static func absence(_ answer: HostAnswer) -> String {
        answer.item == .users && answer.reading != nil ? "nobody" : "none"
    }

    private func lines(_ reading: Reading) -> [String] {
        switch reading {
        case .name(let value):
            return [value.name.visible()]
        case .os(let system):
            let kernel = "\(system.system) \(system.release), \(system.architecture)"
            return [(system.prettyName.map { "\($0) (\(kernel))" } ?? kernel).visible()]
        case .cpu(let usage):
            return [level(Quantity.percent(usage.usedPercent), percent: usage.usedPercent)]
        case .ram(let memory):
            return ram(memory)
        case .disk(let disks):
            return fileSystems(disks.fileSystems ?? []) + activity(disks.activity ?? [])
        case .network(let network):
            return aligned(
                network.interfaces.map {
                    [
                        $0.interface.visible(), "received", Quantity.rate($0.receivedBytesPerSecond), "sent",
                        Quantity.rate($0.sentBytesPerSecond),
                    ]
                },
                rightAligned: [2, 4]
            )
        case .load(let load):
            let averages = [load.oneMinute, load.fiveMinutes, load.fifteenMinutes].map { Quantity.decimal($0, 2) }
            return ["\(averages.joined(separator: " ")) (1, 5 and 15 minutes)"]
        case .uptime(let uptime):
            return [Quantity.duration(seconds: uptime.uptimeSeconds)]
        case .temperature(let temperatures):
            return aligned(
                temperatures.sensors.map { [$0.sensor.visible(), Quantity.celsius($0.celsius)] },
                rightAligned: [1]
            )
        case .users(let users):
            return users.sessions.map { session in
                let place = [session.terminal, session.from].compactMap(\.self).joined(separator: ", from ")
                let since = session.since.map { "since \(DateText.dayAndTime($0))" }
                let more = [place.isEmpty ? nil : place.visible(), since].compactMap(\.self).joined(separator: ", ")
                return session.user.visible() + (more.isEmpty ? "" : " (\(more))")
            }
        case .battery(let batteries):
            return batteries.batteries.map(line)
        }
    }

    private func ram(_ memory: MemoryUsage) -> [String] {
        var line: String
        if let used = memory.usedBytes {
            line =
                level(Quantity.bytes(used), percent: Quantity.share(Double(used), of: Double(memory.totalBytes)))
                + " used of "
        } else {
            line = ""
        }
        line += Quantity.bytes(memory.totalBytes)
        if let available = memory.availableBytes { line += ", \(Quantity.bytes(available)) available" }
        guard let swap = memory.swapTotalBytes else { return [line] }
        return [line, "swap: \(Quantity.bytes(memory.swapUsedBytes ?? 0)) used of \(Quantity.bytes(swap))"]
    }

    private func fileSystems(_ fileSystems: [FileSystemUsage]) -> [String] {
        aligned(
            fileSystems.map {
                let percent = Quantity.share(Double($0.usedBytes), of: Double($0.usedBytes) + Double($0.freeBytes))
                return [
                    $0.mountPoint.visible(), level(Quantity.percent(percent).rightAligned(to: 7), percent: percent),
                    "\(Quantity.bytes($0.usedBytes)) used of \(Quantity.bytes($0.totalBytes)), "
                        + "\(Quantity.bytes($0.freeBytes)) free",
                ]
            }
        )
    }

    private func activity(_ disks: [DiskActivity]) -> [String] {
        aligned(
            disks.map {
                [
                    $0.device.visible(), "read", Quantity.rate($0.readBytesPerSecond), "written",
                    Quantity.rate($0.writtenBytesPerSecond),
                ]
            },
            rightAligned: [2, 4]
        )
    }

    private func line(_ battery: Battery) -> String {
        var parts: [String] = []
        if let percent = battery.chargePercent { parts.append(Quantity.percent(percent)) }
        switch battery.state {
        case .charging: parts.append("charging")
        case .discharging: parts.append("discharging")
        case .full: parts.append("full")
        case .notCharging: parts.append("plugged in, not charging")
        case .unknown, nil: break
        }
        if let seconds = battery.secondsRemaining { parts.append("\(Quantity.duration(seconds: seconds)) left") }
        return "\(battery.name.visible()): \(parts.isEmpty ? "unknown" : parts.joined(separator: ", "))"
    }

    private func aligned(_ rows: [[String]], rightAligned: Set<Int> = []) -> [String] {
        rows.isEmpty
            ? []
            : TextTable(rows: rows, rightAligned: rightAligned).text(style: style).split(separator: "\n").map(
                String.init
            )
    }

    /// Colours a value by how near it is to the limit.
    private func level(_ text: String, percent: Double) -> String {
        switch percent {
        case 90...: style(text, .red)
        case 70..<90: style(text, .yellow)
        default: style(text, .green)
        }
    }
}
