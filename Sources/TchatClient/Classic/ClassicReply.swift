import TchatModel

/// What has come in of a classic reply to a measured question.
enum ClassicReply: Equatable {
    /// The whole reply.
    case complete(ClassicAnswer)
    /// The beginning of one.
    case incomplete
    /// Something no Tchat server sends.
    case invalid

    /// The items that can be asked in the classic protocol, in the order they are shown.
    static let items: [Item] = [.name, .os, .cpu, .ram]

    /// Reads what came in as the reply to a question.
    ///
    /// The protocol has no framing, so the text itself tells whether it is whole. A name and a version have no end of their
    /// own; they are short enough to arrive in one segment.
    static func parse(_ text: String, asking item: Item) -> ClassicReply {
        switch item {
        case .name:
            return reply(text, behind: "Nom du pc : ") { .name(String($0)) }
        case .os:
            return reply(text, behind: "OS:  ") { value in
                let parts = value.split(separator: " ", maxSplits: 1)
                return parts.count == 2 ? .os(system: String(parts[0]), version: String(parts[1])) : nil
            }
        case .cpu:
            return number(text, behind: "cpu pourcentage : ", unit: "%") { .complete(.cpu(usedPercent: $0)) }
        case .ram:
            let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            let (second, third) = (lines.count > 1 ? lines[1] : "", lines.count > 2 ? lines[2] : "")
            return number(lines[0], behind: "RAM totale : ", unit: "GB") { total in
                number(second, behind: "RAM utilisée : ", unit: "GB") { used in
                    number(third, behind: "RAM libre : ", unit: "GB") { free in
                        .complete(.ram(totalGibibytes: total, usedGibibytes: used, freeGibibytes: free))
                    }
                }
            }
        default:
            return .invalid
        }
    }

    /// A value that reaches to the end of the text; the closure gives `nil` while there is too little of it.
    private static func reply(
        _ text: String,
        behind prefix: String,
        _ answer: (Substring) -> ClassicAnswer?
    ) -> ClassicReply {
        guard text.hasPrefix(prefix) else { return prefix.hasPrefix(text) ? .incomplete : .invalid }
        let value = text.dropFirst(prefix.count)
        guard !value.isEmpty, let answer = answer(value) else { return .incomplete }
        return .complete(answer)
    }

    /// A number with its unit, and what the reply is once it is known.
    private static func number(
        _ text: String,
        behind prefix: String,
        unit: String,
        _ then: (Double) -> ClassicReply
    ) -> ClassicReply {
        guard text.hasPrefix(prefix) else { return prefix.hasPrefix(text) ? .incomplete : .invalid }
        let value = text.dropFirst(prefix.count)
        // Only digits and a point: Double also reads "nan", "-5" and "1e400".
        guard value.utf8.count < 32, value.utf8.allSatisfy({ "0123456789.\(unit)".utf8.contains($0) }) else {
            return .invalid
        }
        guard value.hasSuffix(unit), let number = Double(value.dropLast(unit.count)) else { return .incomplete }
        return then(number)
    }
}
