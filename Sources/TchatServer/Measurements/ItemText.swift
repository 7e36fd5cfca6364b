import FoundationEssentials
import TchatModel

/// What the machine says about itself in words: those of the classic protocol, and the same manner for what it never had.
enum ItemText {
    /// The words for a reading, or, without one, that there is none.
    static func text(of item: Item, reading: Reading?) -> String {
        // Those of the classic protocol stay as they have always been.
        guard let reading else { return "\(label(item)) : \(item == .ram ? "inconnue" : "inconnu")" }
        switch reading {
        case .name(let value):
            return "Nom du pc : \(value.name)"
        case .os(let system):
            return "OS:  \(system.system) \(system.version)"
        case .cpu(let usage):
            return "cpu pourcentage : \(MeasuredReplies.oneDecimal(usage.usedPercent))%"
        case .ram(let memory):
            return """
                RAM totale : \(gigabytes(memory.totalBytes))
                RAM utilisée : \(gigabytes(memory.usedBytes ?? memory.totalBytes - memory.freeBytes))
                RAM libre : \(gigabytes(memory.freeBytes))
                """
        case .disk(let disks):
            let space = (disks.fileSystems ?? []).map {
                "\($0.mountPoint) : \(gigabytes($0.usedBytes)) utilisés sur \(gigabytes($0.totalBytes)), "
                    + "\(gigabytes($0.freeBytes)) libres"
            }
            let activity = (disks.activity ?? []).map {
                "\($0.device) : lu \(rate($0.readBytesPerSecond)), écrit \(rate($0.writtenBytesPerSecond))"
            }
            return lines(space + activity, label: "Disques", none: "aucun")
        case .network(let network):
            return lines(
                network.interfaces.map {
                    "\($0.interface) : reçu \(rate($0.receivedBytesPerSecond)), envoyé \(rate($0.sentBytesPerSecond))"
                },
                label: "Réseau",
                none: "aucune interface"
            )
        case .load(let load):
            let averages = [load.oneMinute, load.fiveMinutes, load.fifteenMinutes].map(hundredths)
            return "Charge : \(averages.joined(separator: " ")) (1, 5 et 15 min)"
        case .uptime(let uptime):
            return "En marche depuis : \(duration(seconds: uptime.uptimeSeconds))"
        case .temperature(let temperatures):
            return lines(
                temperatures.sensors.map { "\($0.sensor) : \(signedTenths($0.celsius)) °C" },
                label: "Températures",
                none: "aucun capteur"
            )
        case .users(let users):
            return lines(
                users.sessions.map { session in
                    let place = [session.terminal, session.from].compactMap(\.self).joined(separator: ", ")
                    return place.isEmpty ? session.user : "\(session.user) (\(place))"
                },
                label: "Utilisateurs",
                none: "personne"
            )
        case .battery(let batteries):
            return lines(batteries.batteries.map(line), label: "Batterie", none: "aucune")
        }
    }

    private static func label(_ item: Item) -> String {
        switch item {
        case .name: "Nom du pc"
        case .os: "OS"
        case .cpu: "cpu pourcentage"
        case .ram: "RAM"
        case .disk: "Disques"
        case .network: "Réseau"
        case .load: "Charge"
        case .uptime: "En marche depuis"
        case .temperature: "Températures"
        case .users: "Utilisateurs"
        case .battery: "Batterie"
        }
    }

    private static func lines(_ lines: [String], label: String, none: String) -> String {
        lines.isEmpty ? "\(label) : \(none)" : lines.joined(separator: "\n")
    }

    private static func line(_ battery: Battery) -> String {
        var parts: [String] = []
        if let percent = battery.chargePercent { parts.append("\(Int(percent.rounded()))%") }
        switch battery.state {
        case .charging: parts.append("en charge")
        case .discharging: parts.append("se décharge")
        case .full: parts.append("pleine")
        case .notCharging: parts.append("branchée, sans charger")
        case .unknown, nil: break
        }
        if let seconds = battery.secondsRemaining { parts.append("reste \(duration(seconds: seconds))") }
        return "\(battery.name) : \(parts.isEmpty ? "inconnu" : parts.joined(separator: ", "))"
    }

    private static func gigabytes(_ bytes: Int) -> String { "\(MeasuredReplies.gigabytes(bytes))GB" }

    /// Bytes per second with the unit that leaves at most four digits.
    private static func rate(_ bytesPerSecond: Double) -> String {
        var value = max(0, bytesPerSecond)
        for unit in ["o/s", "Ko/s", "Mo/s"] {
            if value < 1000 { return "\(unit == "o/s" ? String(Int(value.rounded())) : signedTenths(value)) \(unit)" }
            value /= 1024
        }
        return "\(signedTenths(value)) Go/s"
    }

    private static func duration(seconds: Double) -> String {
        let minutes = Int(max(0, seconds)) / 60
        let (days, hours) = (minutes / 1440, minutes / 60 % 24)
        if days > 0 { return "\(days) j \(hours) h \(minutes % 60) min" }
        return hours > 0 ? "\(hours) h \(minutes % 60) min" : "\(minutes) min"
    }

    private static func hundredths(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
    }

    private static func signedTenths(_ value: Double) -> String {
        let tenths = Int((abs(value) * 10).rounded())
        return "\(value < 0 && tenths > 0 ? "-" : "")\(tenths / 10).\(tenths % 10)"
    }
}
