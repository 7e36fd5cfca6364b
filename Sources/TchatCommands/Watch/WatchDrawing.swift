import Localization
import TchatModel

/// The screen of `tchat watch`: what is known and how large the terminal is, made into lines.
///
/// No line is wider than the terminal, and there are never more than fit.
struct WatchDrawing {
    let hosts: [WatchedHost]
    let columns: Int
    let rows: Int
    let style: TerminalStyle

    /// Takes the terminal over: alternate screen, no cursor, no line wrap.
    static let begin = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J"

    /// Gives the terminal back as it was.
    static let end = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

    /// All that has to be written to show the lines in place of the ones before.
    var frame: String {
        "\u{1B}[H" + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J"
    }

    /// The lines, from the top.
    var lines: [String] {
        guard rows > 0, columns > 0 else { return [] }
        // The last row is for the hint, where there is one to spare.
        let space = rows > 2 ? rows - 1 : rows
        var lines: [Line] = []
        for (host, height) in zip(hosts, heights(in: space)) {
            lines += Array(block(of: host, height: height).prefix(height))
        }
        let missing = hosts.count - min(hosts.count, space)
        if missing > 0, !lines.isEmpty {
            lines[lines.count - 1] = Line([
                .init(
                    trn(
                        "… and {count} more host: enlarge the window",
                        "… and {count} more hosts: enlarge the window",
                        missing + 1
                    ),
                    .dim
                )
            ])
        }
        while lines.count < space { lines.append(Line([])) }
        if rows > 2 { lines.append(Line([.init(tr("q quits"), .dim)])) }
        return lines.map { $0.text(columns: columns, style: style) }
    }

    /// How many rows each host gets: one that can't be heard needs only one, and the others share the rest.
    private func heights(in space: Int) -> [Int] {
        let shown = hosts.prefix(space)
        let liveCount = shown.count { $0.current != nil }
        guard liveCount > 0 else { return shown.map { _ in 1 } }
        var rest = space - (shown.count - liveCount)
        var waiting = liveCount
        return shown.map { host in
            guard host.current != nil else { return 1 }
            let height = min(rest / waiting, Self.fullHeight)
            rest -= height
            waiting -= 1
            return height
        }
    }

    private static let fullHeight = 16
    private static let labelColumns = 8
    private static let valueColumns = 28
    private static let barColumns = 16
}

// MARK: - Blocks

extension WatchDrawing {
    private func block(of host: WatchedHost, height: Int) -> [Line] {
        let title = Line.Piece(host.title.visible(), .bold)
        guard let vitals = host.current else {
            switch host.state {
            case .connecting, .live: return [Line([title, .init("  \(tr("connecting …"))", .dim)])]
            case .gone(let reason): return [Line([title, .init("  \(reason.visible())", .red)])]
            }
        }
        guard height > 1 else { return [summary(of: host, vitals, title: title)] }
        var detail = host.detail.visible()
        if let uptime = vitals.uptimeSeconds {
            detail += "  \(tr("up {span}", ["span": Quantity.duration(seconds: uptime)]))"
        }
        let header = Line([title, .init("  \(detail)", .dim)])
        // The first ones stay when there is little room; an empty line parts the host from the next one.
        let gauges = gauges(of: host, vitals)
        let kept = gauges.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .prefix(height - 1).map(\.offset)
        let body = kept.sorted().map { gauges[$0].line }
        let gap = hosts.count > 1 && body.count + 1 < height ? [Line([])] : []
        return [header] + body + gap
    }

    private func summary(of host: WatchedHost, _ vitals: Vitals, title: Line.Piece) -> Line {
        var pieces = [title]
        if let percent = vitals.cpuPercent {
            pieces += [
                .init("  \(tr("CPU")) "), .init(Quantity.percent(percent).rightAligned(to: 7), Self.level(percent)),
            ]
        }
        if let percent = vitals.memoryPercent {
            pieces += [
                .init("  \(tr("RAM")) "), .init(Quantity.percent(percent).rightAligned(to: 7), Self.level(percent)),
            ]
        }
        return Line(pieces)
    }

    /// A line, and how soon it has to give way.
    private struct Gauge {
        let rank: Int
        let line: Line
    }

    private func gauges(of host: WatchedHost, _ vitals: Vitals) -> [Gauge] {
        var gauges: [Gauge] = []
        func add(_ rank: Int, _ label: String, _ value: String, percent: Double? = nil, _ series: (Vitals) -> Double?) {
            let line = gauge(label, value, percent: percent, of: host, isPercent: percent != nil, series)
            gauges.append(Gauge(rank: rank, line: line))
        }
        if let percent = vitals.cpuPercent {
            add(0, tr("CPU"), Quantity.percent(percent), percent: percent, \.cpuPercent)
        }
        if !vitals.corePercents.isEmpty { gauges.append(Gauge(rank: 3, line: cores(vitals.corePercents))) }
        if let memory = vitals.memory {
            let total = Quantity.bytes(memory.totalBytes)
            let used = memory.usedBytes.map { tr("{part} of {whole}", ["part": Quantity.bytes($0), "whole": total]) }
            add(1, tr("RAM"), used ?? total, percent: vitals.memoryPercent, \.memoryPercent)
        }
        if let load = vitals.load {
            let averages = [load.oneMinute, load.fiveMinutes, load.fifteenMinutes].map { Quantity.decimal($0, 2) }
            add(4, trc("watch, at most 7 letters", "Load"), averages.joined(separator: " "), { $0.load?.oneMinute })
        }
        if let network = vitals.network {
            add(2, trc("watch, at most 7 letters", "Net in"), Quantity.rate(network.received), { $0.network?.received })
            add(2, trc("watch, at most 7 letters", "Net out"), Quantity.rate(network.sent), { $0.network?.sent })
        }
        if let disk = vitals.disk {
            add(5, trc("watch, at most 7 letters", "Read"), Quantity.rate(disk.read), { $0.disk?.read })
            add(5, trc("watch, at most 7 letters", "Written"), Quantity.rate(disk.written), { $0.disk?.written })
        }
        if let hottest = vitals.hottest {
            let name = hottest.sensor.visible().truncated(to: Self.valueColumns - 10)
            add(
                6,
                trc("watch, at most 7 letters", "Temp"),
                "\(Quantity.celsius(hottest.celsius)) \(name)",
                { $0.hottest?.celsius }
            )
        }
        for fileSystem in vitals.fileSystems.prefix(8) {
            let size = Double(fileSystem.usedBytes) + Double(fileSystem.freeBytes)
            let percent = Quantity.share(Double(fileSystem.usedBytes), of: size)
            let line = Line(
                [
                    .init(trc("watch, at most 7 letters", "Disk").padded(to: Self.labelColumns)),
                    .init(
                        tr("{size} free", ["size": Quantity.bytes(fileSystem.freeBytes)]).padded(to: Self.valueColumns),
                        Self.level(percent)
                    ),
                ]
                    + (hasBars
                        ? [.init(Self.bar(percent, columns: Self.barColumns), Self.level(percent)), .init("  ")] : [])
                    + [.init(fileSystem.mountPoint.visible())]
            )
            gauges.append(Gauge(rank: 7, line: line))
        }
        return gauges
    }

    private var hasBars: Bool { columns >= Self.labelColumns + Self.valueColumns + Self.barColumns + 12 }

    private func gauge(
        _ label: String,
        _ value: String,
        percent: Double?,
        of host: WatchedHost,
        isPercent: Bool,
        _ series: (Vitals) -> Double?
    ) -> Line {
        let level = percent.map(Self.level)
        var pieces: [Line.Piece] = [
            .init(label.padded(to: Self.labelColumns)),
            .init(value.truncated(to: Self.valueColumns - 1).padded(to: Self.valueColumns), level),
        ]
        var rest = columns - Self.labelColumns - Self.valueColumns
        if hasBars {
            let bar = percent.map { Self.bar($0, columns: Self.barColumns) } ?? ""
            pieces += [.init(bar.padded(to: Self.barColumns), level), .init("  ")]
            rest -= Self.barColumns + 2
        }
        if rest > 4 {
            let values = host.history.series(rest, of: series)
            let largest = isPercent ? 100 : max(values.compactMap(\.self).max() ?? 0, .leastNormalMagnitude)
            pieces.append(.init(Self.sparkline(values, largest: largest).rightAligned(to: rest), .cyan))
        }
        return Line(pieces)
    }

    private func cores(_ percents: [Double]) -> Line {
        let busiest = percents.max() ?? 0
        let label = trn(
            "{count} core, busiest {percent}",
            "{count} cores, busiest {percent}",
            percents.count,
            ["percent": Quantity.percent(busiest)]
        )
        return Line(
            [
                .init(trc("watch, at most 7 letters", "Cores").padded(to: Self.labelColumns)),
                .init(label.padded(to: Self.valueColumns), Self.level(busiest)),
            ] + percents.map { .init(Self.sparkline([$0], largest: 100), Self.level($0)) }
        )
    }

    /// Colours a share by how near it is to the limit.
    static func level(_ percent: Double) -> TerminalStyle.Attribute {
        switch percent {
        case 90...: .red
        case 70..<90: .yellow
        default: .green
        }
    }

    /// A share as a bar, exact to an eighth of a column.
    static func bar(_ percent: Double, columns: Int) -> String {
        let eighths = Int(min(max(percent.isFinite ? percent : 0, 0), 100) / 100 * Double(columns * 8) + 0.5)
        let part = eighths % 8 > 0 ? [String(Array("▏▎▍▌▋▊▉")[eighths % 8 - 1])] : []
        let full = String(repeating: "█", count: eighths / 8)
        return (full + part.joined()).padded(to: columns)
    }

    /// Values as a line of small columns; a missing one is a blank.
    static func sparkline(_ values: [Double?], largest: Double) -> String {
        let glyphs = Array("▁▂▃▄▅▆▇█")
        return String(
            values.map { value -> Character in
                guard let value, value.isFinite else { return " " }
                let share = min(max(value / largest, 0), 1)
                return glyphs[Int((share.isFinite ? share : 0) * Double(glyphs.count - 1) + 0.5)]
            }
        )
    }
}

/// A line in pieces, each with a look of its own; cut to the terminal's width before it is styled.
struct Line {
    struct Piece {
        let text: String
        let attribute: TerminalStyle.Attribute?

        init(_ text: String, _ attribute: TerminalStyle.Attribute? = nil) {
            self.text = text
            self.attribute = attribute
        }
    }

    let pieces: [Piece]

    init(_ pieces: [Piece]) {
        self.pieces = pieces
    }

    func text(columns: Int, style: TerminalStyle) -> String {
        var rest = columns
        var result = ""
        for piece in pieces where rest > 0 {
            let text = piece.text.truncated(to: rest)
            rest -= text.columnCount
            result += piece.attribute.map { style(text, $0) } ?? text
        }
        return result
    }
}
