import Glibc

/// What is said where the program was started, when there is no window to say it in.
enum StandardError {
    /// Writes a line.
    static func print(_ line: String) {
        let text = line + "\n"
        _ = write(STDERR_FILENO, text, text.utf8.count)
    }
}
