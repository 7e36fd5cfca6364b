import Glibc

/// The user who runs this program.
enum LocalUser {
    /// The login name, as the host knows whoever comes through its Unix socket.
    static var name: String {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "uid-\(getuid())" }
        return String(cString: name)
    }
}
