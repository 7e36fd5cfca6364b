import Glibc
import Testing

/// A terminal: a process has one side, and the test types and looks on the other.
final class Pty {
    /// The device that the process opens.
    let path: String

    /// What the process showed, control sequences and all.
    let output: Output

    private let master: CInt
    /// Held so that the terminal and its modes outlive the process.
    private let terminal: CInt
    private var isClosed = false

    init(columns: UInt16 = 200, rows: UInt16 = 50) throws {
        // Not posix_openpt(3), which the Glibc module hides: the calls it is made of.
        master = try checked("/dev/ptmx", open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC))
        var (isLocked, number) = (CInt(0), CUnsignedInt(0))
        guard ioctl(master, Self.setLock, &isLocked) == 0, ioctl(master, Self.getNumber, &number) == 0 else {
            close(master)
            throw SystemCallError("a pseudo-terminal")
        }
        path = "/dev/pts/\(number)"
        terminal = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        let isSized = ioctl(master, UInt(TIOCSWINSZ), &size)
        let copy = fcntl(master, F_DUPFD_CLOEXEC, 0)
        guard terminal >= 0, isSized == 0, copy >= 0 else {
            for descriptor in [terminal, copy, master] where descriptor >= 0 { close(descriptor) }
            throw SystemCallError("a pseudo-terminal")
        }
        output = Output(of: copy)
    }

    private static let setLock: UInt = 0x4004_5431  // TIOCSPTLCK
    private static let getNumber: UInt = 0x8004_5430  // TIOCGPTN

    /// The terminal's modes; the comparison of two shows whether they were restored.
    var modes: [UInt32] {
        var modes = termios()
        tcgetattr(terminal, &modes)
        let characters = withUnsafeBytes(of: modes.c_cc) { $0.map(UInt32.init) }
        return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag] + characters
    }

    /// Sends keys.
    func type(_ keys: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        var rest = Array(keys.utf8)[...]
        let deadline = Deadline()
        while !rest.isEmpty {
            let isReady = deadline.waits(for: POLLOUT, on: master)
            try #require(isReady, "the terminal takes no more input", sourceLocation: sourceLocation)
            let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            guard count > 0 else { throw SystemCallError("write") }
            rest = rest.dropFirst(count)
        }
    }

    /// Everything shown so far, without control sequences.
    var shown: String { Self.withoutControls(output.text) }

    /// Waits until a text was shown.
    func wait(for text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try output.wait(for: "\(text.debugDescription)", sourceLocation: sourceLocation) {
            Self.withoutControls($0).contains(text)
        }
    }

    /// Waits until this is the prompt, with nothing typed behind it.
    func wait(forPrompt prompt: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try output.wait(for: "the prompt \(prompt.debugDescription)", sourceLocation: sourceLocation) {
            Self.withoutControls(String($0.suffix(500))).hasSuffix(prompt)
        }
    }

    private static func withoutControls(_ text: String) -> String {
        let visible = text.replacing(/\u{1B}\[[0-9;?]*[@-~]/, with: "")
        // By scalars, as "\r\n" is one character.
        return String(visible.unicodeScalars.filter { $0 != "\r" }.map(Character.init))
    }

    /// Closes the terminal as a closed window does: its process gets a hang-up.
    func hangUp() {
        guard !isClosed else { return }
        isClosed = true
        output.stop()
        close(terminal)
        close(master)
    }
}
