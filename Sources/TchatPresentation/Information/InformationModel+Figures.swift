import FoundationEssentials
import Localization
import TchatModel

/// The figures below the plots.
nonisolated extension InformationModel.Group {
    /// All groups the host has something for.
    static func all(of vitals: Vitals, facts: HostFacts?) -> [InformationModel.Group] {
        ID.allCases.compactMap { id in
            let figures: [InformationModel.Figure] =
                switch id {
                case .system: system(vitals, facts: facts)
                case .disks: vitals.fileSystems.map(fileSystem)
                case .temperatures: temperatures(vitals)
                case .users: users(vitals)
                case .batteries: batteries(vitals)
                }
            return figures.isEmpty ? nil : Self(id: id, title: title(id), figures: numbered(figures))
        }
    }

    private static func title(_ id: ID) -> String {
        switch id {
        case .system: tr("System")
        case .disks: tr("Disk Space")
        case .temperatures: tr("Temperatures")
        case .users: tr("Users")
        case .batteries: tr("Batteries")
        }
    }

    private static func system(_ vitals: Vitals, facts: HostFacts?) -> [InformationModel.Figure] {
        var figures: [InformationModel.Figure] = []
        if let seconds = vitals.uptimeSeconds {
            // Without seconds, so that it changes once a minute.
            let text = seconds < 60 ? tr("under a minute") : Quantity.duration(seconds: seconds)
            figures.append(InformationModel.Figure(label: tr("Uptime"), value: text))
        }
        if let load = vitals.load {
            let averages = [load.oneMinute, load.fiveMinutes, load.fifteenMinutes]
            figures.append(
                InformationModel.Figure(
                    label: tr("Load"),
                    value: averages.map { Quantity.decimal($0, 2) }.joined(separator: "  "),
                    detail: tr("over 1, 5 and 15 minutes")
                )
            )
        }
        if let memory = vitals.memory, let total = memory.swapTotalBytes, let used = memory.swapUsedBytes, total > 0 {
            figures.append(
                InformationModel.Figure(
                    label: tr("Swap"),
                    value: Quantity.bytes(used),
                    detail: tr("of {total}", ["total": Quantity.bytes(total)]),
                    fraction: Double(used) / Double(total)
                )
            )
        }
        if let system = facts?.operatingSystem {
            if let name = system.prettyName {
                figures.append(InformationModel.Figure(label: tr("Operating System"), value: name.visible()))
            }
            figures.append(
                InformationModel.Figure(
                    label: tr("Kernel"),
                    value: "\(system.system) \(system.release)".visible(),
                    detail: system.architecture.visible()
                )
            )
        }
        return figures
    }

    private static func fileSystem(_ usage: FileSystemUsage) -> InformationModel.Figure {
        // As df(1) has it: what only root could still write counts neither as used nor as free.
        let share = Quantity.share(Double(usage.usedBytes), of: Double(usage.usedBytes + usage.freeBytes))
        return InformationModel.Figure(
            label: usage.mountPoint.visible(),
            value: Quantity.percent(share, digits: 0),
            detail: tr(
                "{free} free of {total}",
                ["free": Quantity.bytes(usage.freeBytes), "total": Quantity.bytes(usage.totalBytes)]
            ),
            fraction: share / 100
        )
    }

    private static func temperatures(_ vitals: Vitals) -> [InformationModel.Figure] {
        guard case .temperature(let temperatures)? = vitals[.temperature] else { return [] }
        return temperatures.sensors.map {
            InformationModel.Figure(label: $0.sensor.visible(), value: Quantity.celsius($0.celsius))
        }
    }

    private static func users(_ vitals: Vitals) -> [InformationModel.Figure] {
        guard case .users(let users)? = vitals[.users] else { return [] }
        return users.sessions.map { session in
            InformationModel.Figure(
                label: session.user.visible(),
                value: session.since.map { tr("since {time}", ["time": DateText.short($0)]) } ?? "",
                detail: [session.terminal, session.from].compactMap { $0?.visible() }.joined(separator: " · ")
            )
        }
    }

    private static func batteries(_ vitals: Vitals) -> [InformationModel.Figure] {
        guard case .battery(let batteries)? = vitals[.battery] else { return [] }
        return batteries.batteries.map { battery in
            var details: [String] = []
            if let state = battery.state { details.append(text(state)) }
            if let seconds = battery.secondsRemaining {
                details.append(tr("{time} left", ["time": Quantity.duration(seconds: seconds)]))
            }
            return InformationModel.Figure(
                label: battery.name.visible(),
                value: battery.chargePercent.map { Quantity.percent($0, digits: 0) } ?? "",
                detail: details.isEmpty ? nil : details.joined(separator: " · "),
                fraction: battery.chargePercent.map { $0 / 100 }
            )
        }
    }

    private static func text(_ state: Battery.State) -> String {
        switch state {
        case .charging: tr("charging")
        case .discharging: tr("discharging")
        case .full: tr("full")
        case .notCharging: tr("not charging")
        case .unknown: tr("state unknown")
        }
    }

    /// The same figures, each under a label of its own: two sensors or sessions may share theirs.
    private static func numbered(_ figures: [InformationModel.Figure]) -> [InformationModel.Figure] {
        var seen: [String: Int] = [:]
        return figures.map { figure in
            seen[figure.label, default: 0] += 1
            guard let number = seen[figure.label], number > 1 else { return figure }
            var figure = figure
            figure.label += " (\(number))"
            return figure
        }
    }
}
