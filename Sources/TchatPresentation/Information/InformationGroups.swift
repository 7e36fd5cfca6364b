import FoundationEssentials
import Localization
import TchatModel

/// The figures of a sample that are not drawn over time.
nonisolated struct InformationGroups {
    let vitals: Vitals
    let facts: HostFacts?
    let zone: ClockZone

    private typealias Figure = InformationModel.Figure

    /// More figures than this nobody reads; what comes over the wire may have any number.
    private static let mostFigures = 64

    /// The groups there is something for.
    var groups: [InformationModel.Group] {
        InformationModel.Group.ID.allCases.compactMap { id in
            let figures = Self.distinct(figures(of: id).prefix(Self.mostFigures))
            return figures.isEmpty ? nil : InformationModel.Group(id: id, title: Self.title(of: id), figures: figures)
        }
    }

    private static func title(of id: InformationModel.Group.ID) -> String {
        switch id {
        case .system: tr("System")
        case .disks: tr("Disks")
        case .temperatures: tr("Temperatures")
        case .users: tr("Users")
        case .batteries: tr("Batteries")
        }
    }

    private func figures(of id: InformationModel.Group.ID) -> [Figure] {
        switch id {
        case .system: system
        case .disks: disks
        case .temperatures: temperatures
        case .users: users
        case .batteries: batteries
        }
    }

    /// The same label twice would be the same figure: later ones are numbered.
    private static func distinct(_ figures: ArraySlice<Figure>) -> [Figure] {
        var seen: Set<String> = []
        return figures.map { figure in
            var figure = figure
            let label = figure.label
            var number = 1
            while !seen.insert(figure.label).inserted {
                number += 1
                figure.label = "\(label) \(number)"
            }
            return figure
        }
    }

    private var system: [Figure] {
        var figures: [Figure] = []
        if let seconds = vitals.uptimeSeconds {
            figures.append(Figure(label: tr("Uptime"), value: Quantity.duration(seconds: seconds)))
        }
        if let load = vitals.load {
            let averages = [load.oneMinute, load.fiveMinutes, load.fifteenMinutes].map { Quantity.decimal($0, 2) }
            figures.append(
                Figure(
                    label: tr("Load"),
                    value: averages.joined(separator: " · "),
                    detail: tr("over 1, 5 and 15 minutes")
                )
            )
        }
        var system = facts?.operatingSystem
        if case .os(let current)? = vitals[.os] { system = current }
        if let system {
            if let name = system.prettyName, !name.isEmpty {
                figures.append(Figure(label: tr("Operating system"), value: name.visible()))
            }
            figures.append(
                Figure(
                    label: tr("Kernel"),
                    value: "\(system.system) \(system.release)".visible(),
                    detail: system.architecture.visible()
                )
            )
        }
        return figures
    }

    private var disks: [Figure] {
        vitals.fileSystems.map {
            Figure(
                label: $0.mountPoint.visible(),
                value: Quantity.percent($0.usedFraction * 100),
                detail: $0.freeText,
                fraction: $0.usedFraction
            )
        }
    }

    private var temperatures: [Figure] {
        guard case .temperature(let temperatures)? = vitals[.temperature] else { return [] }
        return temperatures.sensors.map {
            Figure(label: $0.sensor.visible(), value: Quantity.celsius($0.celsius))
        }
    }

    private var users: [Figure] {
        guard case .users(let users)? = vitals[.users] else { return [] }
        return users.sessions.map {
            Figure(label: $0.user.visible(), value: $0.placeText(now: vitals.at, in: zone))
        }
    }

    private var batteries: [Figure] {
        guard case .battery(let batteries)? = vitals[.battery] else { return [] }
        return batteries.batteries.map { battery in
            let value =
                battery.chargePercent.map { Quantity.percent($0, digits: 0) } ?? battery.stateWords ?? tr("unknown")
            let words = battery.words(digits: 0)
            return Figure(
                label: battery.name.visible(),
                value: value,
                detail: words == value ? nil : words,
                fraction: battery.chargePercent.map { .share($0 / 100) }
            )
        }
    }
}
