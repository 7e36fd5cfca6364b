import Glibc

/// The folders of a person's files, as the XDG Base Directory Specification 0.8 names them.
public enum UserFolders {
    /// For configuration; `~/.config` unless `XDG_CONFIG_HOME` says otherwise.
    public static func configuration(_ environment: [String: String]) -> String? {
        folder("XDG_CONFIG_HOME", orUnderHome: ".config", environment)
    }

    /// For what should outlive a restart; `~/.local/state` unless `XDG_STATE_HOME` says otherwise.
    public static func state(_ environment: [String: String]) -> String? {
        folder("XDG_STATE_HOME", orUnderHome: ".local/state", environment)
    }

    /// For data; `~/.local/share` unless `XDG_DATA_HOME` says otherwise.
    public static func data(_ environment: [String: String]) -> String? {
        folder("XDG_DATA_HOME", orUnderHome: ".local/share", environment)
    }

    /// - Returns: `nil` without a home.
    private static func folder(
        _ variable: String,
        orUnderHome name: String,
        _ environment: [String: String]
    ) -> String? {
        // The specification: a path that is not absolute is to be ignored.
        if let path = environment[variable], path.hasPrefix("/") { return path }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return "\(home)/\(name)"
    }
}
