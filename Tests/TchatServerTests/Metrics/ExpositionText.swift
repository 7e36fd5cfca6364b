import Testing

/// A page in Prometheus' text format, read strictly.
struct ExpositionText {
    /// What a family is said to be.
    struct Family: Equatable {
        var help: String
        var type: String
    }

    /// A sample's name and labels.
    struct Key: Hashable, CustomStringConvertible {
        var name: String
        var labels: [String: String]

        var description: String { "\(name)\(labels.sorted { $0.key < $1.key }.map { "\($0)=\($1)" })" }
    }

    var families: [String: Family] = [:]
    var samples: [Key: Double] = [:]

    /// Reads a page; every family's lines must stand together, with its help and its type before them, once.
    init(_ text: String) throws {
        #expect(text.hasSuffix("\n"))
        var current = ""
        var help: (name: String, text: String)?
        for line in text.dropLast(text.isEmpty ? 0 : 1).split(separator: "\n", omittingEmptySubsequences: false) {
            if let match = line.wholeMatch(of: /# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)/) {
                help = (String(match.1), String(match.2))
            } else if let match = line.wholeMatch(of: /# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram)/) {
                let name = String(match.1)
                #expect(help?.name == name, "\(line) has no help before it")
                #expect(families[name] == nil, "\(name) is there twice")
                families[name] = Family(help: help?.text ?? "", type: String(match.2))
                current = name
                help = nil
            } else {
                try readSample(line, of: current)
            }
        }
    }

    private mutating func readSample(_ line: Substring, of family: String) throws {
        let match = try #require(
            line.wholeMatch(of: /([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([-+]?[0-9.e+-]+|NaN|[-+]Inf)/),
            "not a sample: \(line)"
        )
        let name = String(match.1)
        let isOfHistogram = families[family]?.type == "histogram"
        let names = isOfHistogram ? ["_bucket", "_sum", "_count"].map { family + $0 } : [family]
        #expect(names.contains(name), "\(line) is not of \(family)")
        var labels: [String: String] = [:]
        for label in (match.2 ?? "").matches(of: /([a-zA-Z_][a-zA-Z0-9_]*)="((?:\\.|[^"\\])*)"/) {
            labels[String(label.1)] = String(label.2)
        }
        let key = Key(name: name, labels: labels)
        #expect(samples[key] == nil, "\(key) is there twice")
        let value: Double = try #require(
            Double(String(match.3).replacing("Inf", with: "inf").replacing("NaN", with: "nan"))
        )
        samples[key] = value
    }

    /// A sample's value.
    subscript(name: String, labels: [String: String] = [:]) -> Double? {
        samples[Key(name: name, labels: labels)]
    }
}
