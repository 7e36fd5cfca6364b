import Localization
import TchatModel

/// Answers of a host laid out for people: labels and values aligned, units behind the numbers.
struct HostAnswerTable {
    let answers: [HostAnswer]
    let style: TerminalStyle

    /// The lines, without a newline at the end.
    var text: String {
        let width = answers.map { $0.item.label.columnCount }.max() ?? 0
        return answers.map { answer in
            let values = answer.reading.map { lines($0.values) } ?? []
            return (values.isEmpty ? [style(Self.absence(answer), .dim)] : values).enumerated().map { index, value in
                let label = index == 0 ? answer.item.label : ""
                return "\(style(label.padded(to: width), .bold))  \(value)"
            }.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func absence(_ answer: HostAnswer) -> String {
        answer.item == .users && answer.reading != nil ? tr("nobody") : tr("none")
    }

    /// What a reading says, in lines.
    func lines(_ reading: Reading) -> [String] {
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
                        $0.interface.visible(), tr("received"), Quantity.rate($0.receivedBytesPerSecond), tr("sent"),
                        Quantity.rate($0.sentBytesPerSecond),
                    ]
                },
                rightAligned: [2, 4]
            )
        case .load(let load):
            let averages = [load.oneMinute, load.fiveMinutes, load.fifteenMinutes].map { Quantity.decimal($0, 2) }
            return [tr("{averages} (1, 5 and 15 minutes)", ["averages": averages.joined(separator: " ")])]
        case .uptime(let uptime):
            return [Quantity.duration(seconds: uptime.uptimeSeconds)]
        case .temperature(let temperatures):
            return aligned(
                temperatures.sensors.map { [$0.sensor.visible(), Quantity.celsius($0.celsius)] },
                rightAligned: [1]
            )
        case .users(let users):
            return users.sessions.map { session in
                let more = session.words(since: session.since.map { DateText.dayAndTime($0) })
                return session.user.visible() + (more.isEmpty ? "" : " (\(more))")
            }
        case .battery(let batteries):
            return batteries.batteries.map(line)
        }
    }

    private func ram(_ memory: MemoryUsage) -> [String] {
        let total = Quantity.bytes(memory.totalBytes)
        var line = total
        if let used = memory.usedBytes {
            let percent = Quantity.share(Double(used), of: Double(memory.totalBytes))
            line = tr(
                "{part} used of {whole}",
                ["part": level(Quantity.bytes(used), percent: percent), "whole": total]
            )
        }
        if let available = memory.availableBytes {
            line += ", " + tr("{size} available", ["size": Quantity.bytes(available)])
        }
        guard let swap = memory.swapTotalBytes else { return [line] }
        let values = ["part": Quantity.bytes(memory.swapUsedBytes ?? 0), "whole": Quantity.bytes(swap)]
        return [line, tr("swap: {part} used of {whole}", values)]
    }

    private func fileSystems(_ fileSystems: [FileSystemUsage]) -> [String] {
        aligned(
            fileSystems.map {
                let percent = Quantity.share(Double($0.usedBytes), of: Double($0.usedBytes) + Double($0.freeBytes))
                return [
                    $0.mountPoint.visible(), level(Quantity.percent(percent).rightAligned(to: 7), percent: percent),
                    tr(
                        "{part} used of {whole}, {size} free",
                        [
                            "part": Quantity.bytes($0.usedBytes), "whole": Quantity.bytes($0.totalBytes),
                            "size": Quantity.bytes($0.freeBytes),
                        ]
                    ),
                ]
            }
        )
    }

    private func activity(_ disks: [DiskActivity]) -> [String] {
        aligned(
            disks.map {
                [
                    $0.device.visible(), tr("read"), Quantity.rate($0.readBytesPerSecond), tr("written"),
                    Quantity.rate($0.writtenBytesPerSecond),
                ]
            },
            rightAligned: [2, 4]
        )
    }

    private func line(_ battery: Battery) -> String {
        "\(tr("{name}:", ["name": battery.name.visible()])) \(battery.words(digits: 1))"
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
