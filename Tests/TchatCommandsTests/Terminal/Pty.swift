import Glibc
import Testing

/// A pseudo-terminal: an editor uses one side, a test types and looks at the other.
final class Pty {
    /// The side that a program sees as its terminal.
    let terminal: CInt
    private(set) var screen: Screen
    private var master: CInt

    init(columns: Int = 80, rows: Int = 24) throws {
        var descriptors: (master: CInt, terminal: CInt) = (-1, -1)
        let result = openpty(&descriptors.master, &descriptors.terminal, nil, nil, nil)
        try #require(result == 0)
        (master, terminal) = descriptors
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        _ = fcntl(master, F_SETFD, FD_CLOEXEC)
        _ = fcntl(terminal, F_SETFD, FD_CLOEXEC)
        screen = Screen(columns: columns, rows: rows)
        setSize(columns: columns, rows: rows)
    }

    deinit {
        hangUp()
        close(terminal)
    }

    /// The terminal's modes; the comparison of two shows whether they were restored.
    var modes: [UInt32] {
        var modes = termios()
        tcgetattr(terminal, &modes)
        let characters = withUnsafeBytes(of: modes.c_cc) { $0.map(UInt32.init) }
        return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag] + characters
    }

    func setSize(columns: Int, rows: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
        screen = Screen(columns: columns, rows: rows)
    }

    /// Sends keys, reading output meanwhile as a terminal does.
    func type(_ keys: String) throws {
        try send(Array(keys.utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        let deadline = ContinuousClock.now + .seconds(30)
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            if count > 0 { sent += count } else { receive(events: POLLIN | POLLOUT) }
            try #require(ContinuousClock.now < deadline, "the terminal takes no more input")
        }
    }

    /// Closes the terminal's other side.
    func hangUp() {
        if master >= 0 { close(master) }
        master = -1
    }

    /// Reads output until the screen is as expected.
    func wait(
        _ comment: Comment? = nil,
        sourceLocation: SourceLocation = #_sourceLocation,
        until isExpected: (Screen) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !isExpected(screen) {
            guard ContinuousClock.now < deadline else {
                Issue.record("\(comment ?? ""): the screen is \(screen)", sourceLocation: sourceLocation)
                throw TimeoutError()
            }
            receive(events: POLLIN)
            await Task.yield()
        }
    }

    struct TimeoutError: Error {}

    private func receive(events: CInt) {
        var polled = pollfd(fd: master, events: Int16(events), revents: 0)
        guard poll(&polled, 1, 10) > 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(master, &buffer, buffer.count)
        if count > 0 { screen.show(buffer[..<count]) }
    }
}
