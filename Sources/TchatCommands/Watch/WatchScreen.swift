import Dispatch
import Glibc
import Synchronization

/// The terminal while `tchat watch` draws on it: keys come at once and unseen, and frames are written on a thread of its
/// own, so that a terminal that stalls holds up nothing else.
final class WatchScreen: Sendable {
    private struct State {
        var frame: String?
        var isWriting = false
        var hasFailed = false
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "tchat.watch.screen")
    /// The input's modes as they were; nil when it is no terminal.
    private let savedModes: termios?

    /// Remembers the terminal's modes; ``open()`` changes them.
    init() {
        var modes = termios()
        savedModes = tcgetattr(STDIN_FILENO, &modes) == 0 ? modes : nil
    }

    /// Takes the terminal over; again after the process was stopped and continued.
    func open() {
        if var modes = savedModes {
            // Ctrl-C stays a signal; Ctrl-S would stall the screen, and Ctrl-Z leave it behind.
            modes.c_lflag &= ~tcflag_t(ICANON | ECHO)
            modes.c_iflag &= ~tcflag_t(IXON)
            withUnsafeMutableBytes(of: &modes.c_cc) { characters in
                characters[Int(VMIN)] = 1
                characters[Int(VTIME)] = 0
                characters[Int(VSUSP)] = 0
            }
            tcsetattr(STDIN_FILENO, TCSANOW, &modes)
        }
        show(WatchDrawing.begin)
    }

    /// Whether the terminal can't be written to any more.
    var hasFailed: Bool { state.withLock(\.hasFailed) }

    /// Writes a frame, unless a newer one comes before its turn.
    func show(_ frame: String) {
        let mustStart = state.withLock { state in
            // The beginning must not be lost to the first frame.
            state.frame = (state.frame?.hasPrefix(WatchDrawing.begin) == true ? WatchDrawing.begin : "") + frame
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if mustStart { queue.async { self.writePending() } }
    }

    /// Gives the terminal back; waits for it a second at the most.
    func close() async {
        state.withLock { $0.frame = nil }
        let (done, finish) = AsyncStream.makeStream(of: Void.self)
        queue.async {
            Self.write(WatchDrawing.end)
            finish.finish()
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + 1) { finish.finish() }
        for await _ in done {}
        if var modes = savedModes { tcsetattr(STDIN_FILENO, TCSANOW, &modes) }
    }

    /// Columns and rows of the terminal now.
    static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// The bytes of the keys that are pressed; ends with the terminal, and is empty without one.
    ///
    /// Read on a thread of its own, which waits for a key until the process ends.
    var keys: AsyncStream<UInt8> {
        let (stream, continuation) = AsyncStream.makeStream(of: UInt8.self, bufferingPolicy: .bufferingOldest(64))
        DispatchQueue(label: "tchat.watch.keys").async {
            var byte: UInt8 = 0
            while true {
                let count = read(STDIN_FILENO, &byte, 1)
                if count < 0, errno == EINTR { continue }
                guard count == 1 else { break }
                continuation.yield(byte)
            }
            continuation.finish()
        }
        return stream
    }

    private func writePending() {
        while true {
            let frame = state.withLock { state in
                guard let frame = state.frame else {
                    state.isWriting = false
                    return String?.none
                }
                state.frame = nil
                return frame
            }
            guard let frame else { return }
            if !Self.write(frame) { state.withLock { $0.hasFailed = true } }
        }
    }

    @discardableResult
    private static func write(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }
}
