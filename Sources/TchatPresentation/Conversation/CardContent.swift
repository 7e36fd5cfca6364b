import FoundationEssentials
import Localization
import TchatModel

/// What a card says of a reading: the main figure, and more of them.
nonisolated struct CardContent: Equatable {
    var headline: String
    var fields: [Card.Field] = []
    /// What the host said in its own words, behind the headline; nil with a reading.
    var text: String?

    /// More figures than this nobody reads; what comes over the wire may have any number.
    private static let mostFields = 40

    /// - Parameters:
    ///   - reading: What was measured.
    ///   - at: When it was.
    init(_ reading: Reading, at: Date, in zone: ClockZone) {
        switch reading {
        case .name(let value): headline = value.name.visible()
        case .os(let system): (headline, fields) = Self.os(system)
        case .cpu(let usage): (headline, fields) = Self.cpu(usage)
        case .ram(let memory): (headline, fields) = Self.ram(memory)
        case .disk(let disks): (headline, fields) = Self.disk(disks)
        case .network(let network): (headline, fields) = Self.network(network)
        case .load(let load): (headline, fields) = Self.load(load)
        case .uptime(let uptime):
            headline = Quantity.duration(seconds: uptime.uptimeSeconds)
            let since = at.addingTimeInterval(-min(max(0, uptime.uptimeSeconds), 1e10))
            fields = [Card.Field(label: tr("Since"), value: DateText.moment(since, now: at, in: zone))]
        case .temperature(let temperatures): (headline, fields) = Self.temperatures(temperatures.sensors)
        case .users(let users): (headline, fields) = Self.users(users.sessions, now: at, in: zone)
        case .battery(let batteries): (headline, fields) = Self.batteries(batteries.batteries)
        }
        fields = Array(fields.prefix(Self.mostFields))
    }

    /// - Parameter words: What the host said where it gave no reading; safe to show when this is made.
    init(words: String) {
        let lines = words.visible(keepingNewlines: true).split(whereSeparator: \.isNewline)
        guard let first = lines.first, lines.count > 1 || !Self.isNothing(words) else {
            headline = Self.notAvailable
            return
        }
        headline = String(first)
        if lines.count > 1 { text = lines.dropFirst().joined(separator: "\n") }
    }

    /// Whether words only say, after the name of what was asked, that there is nothing to measure: `Températures : inconnu`, as
    /// hosts say it whatever language anybody has.
    private static func isNothing(_ words: String) -> Bool {
        [": inconnu", ": inconnue"].contains { words.hasSuffix($0) }
    }

    private static var notAvailable: String { tr("Not available") }

    private typealias Parts = (String, [Card.Field])

    private static func os(_ system: OperatingSystem) -> Parts {
        let kernel = "\(system.system) \(system.release)".visible()
        let architecture = Card.Field(label: tr("Architecture"), value: system.architecture.visible())
        guard let name = system.prettyName, !name.isEmpty else { return (kernel, [architecture]) }
        return (name.visible(), [Card.Field(label: tr("Kernel"), value: kernel), architecture])
    }

    private static func cpu(_ usage: CPUUsage) -> Parts {
        var fields: [Card.Field] = []
        if let most = usage.coreUsedPercent.max(), usage.coreUsedPercent.count > 1 {
            fields = [
                Card.Field(label: tr("Cores"), value: "\(usage.coreUsedPercent.count)"),
                Card.Field(label: tr("Busiest core"), value: Quantity.percent(most), fraction: .share(most / 100)),
            ]
        }
        return (Quantity.percent(usage.usedPercent), fields)
    }

    private static func ram(_ memory: MemoryUsage) -> Parts {
        var fields: [Card.Field] = []
        var headline = tr("of {total}", ["total": Quantity.bytes(memory.totalBytes)])
        if let used = memory.usedBytes {
            headline = Quantity.percent(Quantity.share(Double(used), of: Double(memory.totalBytes)))
            fields.append(
                Card.Field(
                    label: tr("Used"),
                    value: tr(
                        "{part} of {total}",
                        ["part": Quantity.bytes(used), "total": Quantity.bytes(memory.totalBytes)]
                    ),
                    fraction: .share(used, of: memory.totalBytes)
                )
            )
        }
        if let available = memory.availableBytes {
            fields.append(Card.Field(label: tr("Available"), value: Quantity.bytes(available)))
        } else {
            fields.append(Card.Field(label: tr("Free"), value: Quantity.bytes(memory.freeBytes)))
        }
        if let total = memory.swapTotalBytes, total > 0 {
            let used = memory.swapUsedBytes ?? 0
            fields.append(
                Card.Field(
                    label: tr("Swap"),
                    value: tr(
                        "{part} of {total}",
                        ["part": Quantity.bytes(used), "total": Quantity.bytes(total)]
                    ),
                    fraction: .share(used, of: total)
                )
            )
        }
        return (headline, fields)
    }

    private static func disk(_ disks: Reading.Disks) -> Parts {
        let fileSystems = disks.fileSystems ?? []
        let fullest = fileSystems.max { $0.usedFraction < $1.usedFraction }
        let headline = fullest.map {
            tr(
                "{place} {percent}",
                ["place": $0.mountPoint.visible(), "percent": Quantity.percent($0.usedFraction * 100)]
            )
        }
        let fields =
            fileSystems.map {
                Card.Field(label: $0.mountPoint.visible(), value: $0.freeText, fraction: $0.usedFraction)
            }
            + (disks.activity ?? []).map {
                Card.Field(
                    label: $0.device.visible(),
                    value: tr(
                        "read {read}, written {written}",
                        [
                            "read": Quantity.rate($0.readBytesPerSecond),
                            "written": Quantity.rate($0.writtenBytesPerSecond),
                        ]
                    )
                )
            }
        return (headline ?? (fields.isEmpty ? tr("None") : Quantity.count(ofDisks: disks.activity?.count ?? 0)), fields)
    }

    private static func network(_ network: Reading.Network) -> Parts {
        func rates(_ received: Double, _ sent: Double) -> String {
            tr("↓ {received} ↑ {sent}", ["received": Quantity.rate(received), "sent": Quantity.rate(sent)])
        }
        let others = network.interfaces.filter { $0.interface != "lo" }
        guard !network.interfaces.isEmpty else { return (tr("None"), []) }
        return (
            rates(
                others.reduce(0) { $0 + $1.receivedBytesPerSecond },
                others.reduce(0) { $0 + $1.sentBytesPerSecond }
            ),
            network.interfaces.map {
                Card.Field(
                    label: $0.interface.visible(),
                    value: rates($0.receivedBytesPerSecond, $0.sentBytesPerSecond)
                )
            }
        )
    }

    private static func load(_ load: LoadAverage) -> Parts {
        (
            Quantity.decimal(load.oneMinute, 2),
            [
                Card.Field(label: tr("Last 5 minutes"), value: Quantity.decimal(load.fiveMinutes, 2)),
                Card.Field(label: tr("Last 15 minutes"), value: Quantity.decimal(load.fifteenMinutes, 2)),
            ]
        )
    }

    private static func temperatures(_ sensors: [Temperature]) -> Parts {
        guard let hottest = sensors.map(\.celsius).max() else { return (tr("None"), []) }
        return (
            Quantity.celsius(hottest),
            sensors.map { Card.Field(label: $0.sensor.visible(), value: Quantity.celsius($0.celsius)) }
        )
    }

    private static func users(_ sessions: [UserSession], now: Date, in zone: ClockZone) -> Parts {
        guard !sessions.isEmpty else { return (tr("Nobody"), []) }
        return (
            trn("{count} session", "{count} sessions", sessions.count),
            sessions.map { Card.Field(label: $0.user.visible(), value: $0.placeText(now: now, in: zone)) }
        )
    }

    private static func batteries(_ batteries: [Battery]) -> Parts {
        guard let first = batteries.first else { return (tr("None"), []) }
        return (
            first.chargePercent.map { Quantity.percent($0, digits: 0) } ?? first.stateWords?.capitalized
                ?? notAvailable,
            batteries.map {
                Card.Field(
                    label: $0.name.visible(),
                    value: $0.words(digits: 0),
                    fraction: $0.chargePercent.map { .share($0 / 100) }
                )
            }
        )
    }
}

nonisolated extension String {
    /// The same as the beginning of a sentence.
    fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}

nonisolated extension Quantity {
    fileprivate static func count(ofDisks count: Int) -> String { trn("{count} disk", "{count} disks", count) }
}
