import Configuration
import Glibc
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
        let bytes = try Self.read(path)
        let path = path.visible()
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError("\(path): it is not a text in UTF-8.")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError("\(path)\(Self.problem(error)).")
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
            snapshot = try YAMLSnapshot(data: bytes.span.bytes, providerName: path, parsingOptions: .default)
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
            } else if value.sequence?.contains(where: { $0.scalar == nil }) == true {
                throw ConfigurationError("\(path), line \(line): '\(key)' takes a plain list, not lists in a list.")
            } else {
                lines[key] = line
            }
        }
        return lines
    }

    /// Reads a regular file of at most ``mostBytes``, without waiting for a pipe or a device.
    private static func read(_ path: String) throws(ConfigurationError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        let path = path.visible()
        guard descriptor >= 0 else {
            throw ConfigurationError("\(path): it can't be read: \(String(cString: strerror(errno)).lowercased()).")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ConfigurationError("\(path): it is not a file: name a text file with settings.")
        }
        guard status.st_size <= mostBytes else {
            throw ConfigurationError("\(path): it is larger than \(mostBytes) bytes: name a text file with settings.")
        }
        let size = Int(status.st_size)
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = max(0, Glibc.read(descriptor, buffer.baseAddress, size))
        }
        // Part of the settings, or none, must not be taken for all of them.
        guard bytes.count == size else {
            throw ConfigurationError("\(path): it can't be read whole: try again.")
        }
        return bytes
    }

    /// Where and why a text is no YAML, as the end of a sentence that begins with the file.
    private static func problem(_ error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return ", line \(mark.line): this is not valid YAML: \(problem.visible())"
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "'\($0.visible())'" }.joined(separator: ", ")
            return ", line \(context.mark.line): \(names) is set twice: keep one"
        default:
            return ": this is not valid YAML"
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
