import Glibc
import Localization
import TchatModel
import Yams

/// A `tchat.yaml` that was read and whose keys are all known.
struct ConfigurationFile {
    /// What it says of one setting.
    struct Value: Equatable {
        /// As it is written; a list is joined with commas.
        var text: String
        /// Where, for messages: `FILE, line N`.
        var place: String
    }

    /// What it says, by key.
    let values: [String: Value]

    /// Reads a file whole.
    ///
    /// - Throws: ``ConfigurationError`` that names the file and the line.
    init(path: String) throws(ConfigurationError) {
        let bytes = try Self.read(path)
        let path = path.visible()
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(tr("{file}: it is not a text in UTF-8.", ["file": path]))
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError(Self.problem(error, in: path))
        }
        guard let root, root.scalar?.string != "" else {
            values = [:]
            return
        }
        guard let mapping = root.mapping else {
            throw ConfigurationError(
                tr("{place}: write one setting a line, as 'key: value'.", ["place": Self.place(path, line: 1)])
            )
        }
        values = try Self.values(of: mapping, path: path)
    }

    private static func place(_ path: String, line: Int) -> String {
        tr("{file}, line {line}", ["file": path, "line": line])
    }

    private static let mostBytes = 1 << 20

    private static func values(
        of mapping: Node.Mapping,
        section: String = "",
        path: String
    ) throws(ConfigurationError) -> [String: Value] {
        let known = Setting.all.map(\.key)
        var values: [String: Value] = [:]
        for (keyNode, node) in mapping {
            let place = place(path, line: keyNode.mark?.line ?? 0)
            let key = section + (keyNode.string ?? "")
            let isSection = known.contains { $0.hasPrefix(key + ".") }
            if isSection, let nested = node.mapping {
                try values.merge(Self.values(of: nested, section: key + ".", path: path)) { $1 }
            } else if isSection {
                throw ConfigurationError(
                    tr("{place}: '{key}' is a section: indent its settings below it.", ["place": place, "key": key])
                )
            } else if !known.contains(key) {
                let allowed = known.filter { $0.hasPrefix(section) }.map { $0.dropFirst(section.count) }
                throw ConfigurationError(
                    tr(
                        "{place}: there is no setting '{key}'; allowed are {keys}.",
                        [
                            "place": place, "key": key.visible(),
                            "keys": Set(allowed.map { $0.prefix { $0 != "." } }).sorted().joined(separator: ", "),
                        ]
                    )
                )
            } else {
                values[key] = Value(text: try text(of: node, key: key, place: place), place: place)
            }
        }
        return values
    }

    private static func text(of node: Node, key: String, place: String) throws(ConfigurationError) -> String {
        switch node {
        case .scalar(let scalar):
            return scalar.string
        case .sequence(let sequence):
            let texts = sequence.compactMap(\.scalar?.string)
            guard texts.count == sequence.count else {
                throw ConfigurationError(
                    tr("{place}: '{key}' takes a plain list, not lists in a list.", ["place": place, "key": key])
                )
            }
            return texts.joined(separator: ",")
        case .mapping, .alias:
            throw ConfigurationError(
                tr("{place}: '{key}' takes a value, not a section.", ["place": place, "key": key])
            )
        }
    }

    /// Reads a regular file of at most ``mostBytes``, without waiting for a pipe or a device.
    private static func read(_ path: String) throws(ConfigurationError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        let path = path.visible()
        guard descriptor >= 0 else {
            throw ConfigurationError(
                tr(
                    "{file}: it can't be read: {reason}.",
                    ["file": path, "reason": String(cString: strerror(errno)).lowercased()]
                )
            )
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ConfigurationError(tr("{file}: it is not a file: name a text file with settings.", ["file": path]))
        }
        guard status.st_size <= mostBytes else {
            throw ConfigurationError(
                tr(
                    "{file}: it is larger than {limit} bytes: name a text file with settings.",
                    ["file": path, "limit": mostBytes]
                )
            )
        }
        let size = Int(status.st_size)
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = max(0, Glibc.read(descriptor, buffer.baseAddress, size))
        }
        // Part of the settings, or none, must not be taken for all of them.
        guard bytes.count == size else {
            throw ConfigurationError(tr("{file}: it can't be read whole: try again.", ["file": path]))
        }
        return bytes
    }

    /// Where and why a text is no YAML.
    private static func problem(_ error: any Error, in path: String) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return tr(
                "{place}: this is not valid YAML: {problem}.",
                ["place": place(path, line: mark.line), "problem": problem.visible()]
            )
        case .duplicatedKeysInMapping(let keys, let context):
            return tr(
                "{place}: {keys} is set twice: keep one.",
                [
                    "place": place(path, line: context.mark.line),
                    "keys": keys.map { "'\($0.visible())'" }.joined(separator: ", "),
                ]
            )
        default:
            return tr("{place}: this is not valid YAML.", ["place": path])
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
