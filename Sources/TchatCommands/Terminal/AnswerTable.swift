import Localization
import TchatClient
import TchatModel

/// Answers laid out for people: a line each, labels and values aligned, units behind the numbers.
struct AnswerTable {
    let answers: [ClassicAnswer]
    let style: TerminalStyle

    /// The lines, without a newline at the end.
    var text: String {
        let width = answers.map { Self.label($0).count }.max() ?? 0
        return answers.map { answer in
            "\(style(Self.label(answer).padded(to: width), .bold))  \(value(answer))"
        }.joined(separator: "\n")
    }

    private static func label(_ answer: ClassicAnswer) -> String {
        answer.item.label
    }

    private func value(_ answer: ClassicAnswer) -> String {
        switch answer {
        case .name(let name):
            name.visible()
        case .os(let system, let version):
            "\(system) \(version)".visible()
        case .cpu(let usedPercent):
            level(Quantity.percent(usedPercent), percent: usedPercent)
        case .ram(let total, let used, let free):
            tr(
                "{part} used of {whole}, {size} free",
                [
                    "part": level(Self.size(used), percent: Quantity.share(used, of: total)),
                    "whole": Self.size(total), "size": Self.size(free),
                ]
            )
        }
    }

    /// All digits the protocol gives, which are two behind the point at the most.
    private static func size(_ gibibytes: Double) -> String {
        let digits = (gibibytes * 10).rounded() / 10 == gibibytes ? 1 : 2
        return tr("{number}\u{A0}GiB", ["number": Quantity.decimal(gibibytes, digits)])
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
