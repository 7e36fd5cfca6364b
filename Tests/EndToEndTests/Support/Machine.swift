import Foundation

/// What this machine says about itself, read without Tchat's code.
enum Machine {
    /// The reply to `name`.
    static var nameReply: String { "Nom du pc : \(text(\.nodename))" }

    /// The reply to `os`.
    static var osReply: String { "OS:  \(system) \(version)" }

    static var name: String { text(\.nodename) }
    static var system: String { text(\.sysname) }
    static var version: String { text(\.version) }

    /// The size of the memory in units of 1024³ bytes, as Python prints it with two decimals.
    static func totalMemory() throws -> String {
        let text = try String(contentsOfFile: "/proc/meminfo", encoding: .utf8)
        let kibibytes = text.firstMatch(of: /MemTotal: +([0-9]+) kB/).flatMap { Double($0.1) } ?? 0
        return "\((kibibytes / 1_048_576 * 100).rounded() / 100)"
    }

    /// The memory that a process has in use, in bytes.
    static func residentMemory(of process: pid_t) throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let kibibytes = text.firstMatch(of: /VmRSS:\s+([0-9]+) kB/).flatMap { Int($0.1) }
        guard let kibibytes else { throw SystemCallError("/proc/\(process)/status", code: ENODATA) }
        return kibibytes * 1024
    }

    private static func text<Characters>(_ field: KeyPath<utsname, Characters>) -> String {
        var names = utsname()
        uname(&names)
        return withUnsafeBytes(of: names[keyPath: field]) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
