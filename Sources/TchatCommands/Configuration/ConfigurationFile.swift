import Configuration
import FoundationEssentials
import TchatModel
import Yams

/// A `tchat.yaml` that was read and whose keys are all known.
struct ConfigurationFile {
    /// Where it was read.
    let path: String

    /// Its values; `nil` for a file that says nothing.
    let snapshot: YAMLSnapshot?

    /// The line each key stands on.
    private let lines: [String: Int]

    /// Reads a file whole.
    ///
    /// - Throws: ``ConfigurationError`` that names the file and the line.
    init(path: String) throws(ConfigurationError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            let reason = (error as? CocoaError)?.code == .fileReadNoSuchFile ? "there is no such file" : "\(error)"
            throw ConfigurationError("\(path): it can't be read: \(reason).")
        }
        guard data.count <= Self.mostBytes, let text = String(data: data, encoding: .utf8) else {
            throw ConfigurationError("\(path): it is not a text in UTF-8 of at most \(Self.mostBytes) bytes.")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError("\(path)\(Self.position(of: error)): this is not valid YAML.")
        }
        self.path = path
        guard let root, root.scalar?.string != "" else {
            snapshot = nil
            lines = [:]
            return
        }
        guard let mapping = root.mapping else {
            throw ConfigurationError("\(path), line 1: write one setting a line, as 'key: value'.")
        }
        lines = try Self.checkedKeys(of: mapping, path: path)
        do {
            snapshot = try YAMLSnapshot(data: data.bytes, providerName: path, parsingOptions: .default)
        } catch {
            throw ConfigurationError("\(path): \(error)")
        }
    }

    /// The place of a key, for messages: `FILE, line N`.
    func place(of key: String) -> String {
        lines[key].map { "\(path), line \($0)" } ?? path
    }

    private static let mostBytes = 1 << 20

    private static func checkedKeys(
        of mapping: Node.Mapping,
        section: String = "",
        path: String
    ) throws(ConfigurationError) -> [String: Int] {
        let known = Setting.all.map(\.key)
        var lines: [String: Int] = [:]
        for (keyNode, value) in mapping {
            let line = keyNode.mark?.line ?? 0
            let key = section + (keyNode.string ?? "")
            let isSection = known.contains { $0.hasPrefix(key + ".") }
            if isSection, let nested = value.mapping {
                try lines.merge(checkedKeys(of: nested, section: key + ".", path: path)) { $1 }
            } else if isSection {
                throw ConfigurationError("\(path), line \(line): '\(key)' is a section: indent its settings below it.")
            } else if !known.contains(key) {
                let allowed = known.filter { $0.hasPrefix(section) }.map { $0.dropFirst(section.count) }
                throw ConfigurationError(
                    """
                    \(path), line \(line): there is no setting '\(key.visible())'; \
                    allowed are \(Set(allowed.map { $0.prefix { $0 != "." } }).sorted().joined(separator: ", ")).
                    """
                )
            } else if value.mapping != nil {
                throw ConfigurationError("\(path), line \(line): '\(key)' takes a value, not a section.")
            } else {
                lines[key] = line
            }
        }
        return lines
    }

    private static func position(of error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            ", line \(mark.line)"
        default:
            ""
        }
    }
}

/// A mistake in the configuration, in one sentence that names the place and what may be written there.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    let description: String
    init(_ description: String) {
        self.description = description
    }
}
