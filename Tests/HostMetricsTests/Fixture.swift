import Foundation
import HostMetrics

/// Gives bytes to a parser.
func parse<Value>(_ bytes: [UInt8], _ parser: (Span<UInt8>) -> Value) -> Value {
    parser(bytes.span)
}

/// Gives a text to a parser.
func parse<Value>(_ text: String, _ parser: (Span<UInt8>) -> Value) -> Value {
    parse(Array(text.utf8), parser)
}

/// A captured tree; `Fixtures/README.md` says where each is from.
enum Fixture: String {
    case vm
    case laptop
    case pi

    /// Where the tree is.
    var directory: URL {
        Bundle.module.bundleURL.appending(path: "Fixtures").appending(path: rawValue)
    }

    /// The roots of the tree.
    var roots: HostRoots {
        HostRoots(directory: directory)
    }

    /// The bytes of a file of the tree.
    func bytes(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: directory.appending(path: path)))
    }
}

/// A copy of a fixture, or an empty tree, whose files a test changes.
final class ChangeableTree {
    let directory: URL

    init(copyOf fixture: Fixture? = nil) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "hostmetrics-\(UUID().uuidString)")
        if let fixture {
            try FileManager.default.copyItem(at: fixture.directory, to: directory)
        } else {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    var roots: HostRoots { HostRoots(directory: directory) }

    /// Writes a file in place, as the kernel changes its own: who has it open reads the new text.
    func write(_ text: String, to path: String) throws {
        let file = directory.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
    }

    /// Makes a symbolic link.
    func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: directory.appending(path: path).path,
            withDestinationPath: target
        )
    }

    func remove(_ path: String) throws {
        try FileManager.default.removeItem(at: directory.appending(path: path))
    }
}

extension HostRoots {
    fileprivate init(directory: URL) {
        let path = directory.path
        #if arch(x86_64)
        let run = "\(path)/run"
        #else
        let run = "\(path)/run.arm64"
        #endif
        self.init(proc: "\(path)/proc", sys: "\(path)/sys", etc: "\(path)/etc", usr: "\(path)/usr", run: run)
    }
}

/// Tries until there is a value; nothing where there is none for a minute.
func eventually<Value>(_ body: () throws -> Value?) async rethrows -> Value? {
    let deadline = ContinuousClock.now.advanced(by: .seconds(60))
    while ContinuousClock.now < deadline {
        if let value = try body() { return value }
        await Task.yield()
    }
    return nil
}
