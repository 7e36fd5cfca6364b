import Glibc

/// How a process is started: what posix_spawn(3) is told.
///
/// Foundation's `Process` can't hand over descriptor 3 or make a terminal the controlling one.
struct Spawn {
    private var actions = posix_spawn_file_actions_t()
    private var attributes = posix_spawnattr_t()
    private var lastDescriptor = STDERR_FILENO

    private static let newSession: CInt = 0x80  // POSIX_SPAWN_SETSID
    private static let mostDescriptors: CInt = 1024

    init() throws {
        guard posix_spawn_file_actions_init(&actions) == 0, posix_spawnattr_init(&attributes) == 0 else {
            throw SystemCallError("posix_spawn", code: ENOMEM)
        }
        // The threads that tests run on have signals blocked, which the process must not inherit.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }

    /// Gives the process one of these descriptors under another number.
    mutating func give(_ descriptor: CInt, as number: CInt) {
        posix_spawn_file_actions_adddup2(&actions, descriptor, number)
        lastDescriptor = max(lastDescriptor, number)
    }

    /// Gives the process a file to write to under this number.
    mutating func giveFile(_ path: String, as number: CInt) {
        posix_spawn_file_actions_addopen(&actions, number, path, O_WRONLY, 0)
    }

    /// Makes the process the leader of a session in this terminal, as a shell's window does.
    mutating func giveTerminal(_ path: String) {
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | Self.newSession)
        )
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, path, O_RDWR, 0)
        for number in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, number)
        }
    }

    /// Starts a program.
    mutating func start(_ arguments: [String], environment: [String: String]) throws -> pid_t {
        // Other tests of this process have sockets open; a port that a child kept open would not be free.
        for descriptor in lastDescriptor + 1..<Self.mostDescriptors {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        let variables = environment.map { "\($0.key)=\($0.value)" }
        let strings = (arguments + variables).map { strdup($0) }
        defer { for string in strings { free(string) } }
        let argv = strings.prefix(arguments.count) + [nil]
        let envp = strings.dropFirst(arguments.count) + [nil]
        var id = pid_t()
        let code = posix_spawn(&id, arguments[0], &actions, &attributes, Array(argv), Array(envp))
        guard code == 0 else { throw SystemCallError("posix_spawn \(arguments[0])", code: code) }
        return id
    }

    mutating func destroy() {
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
    }
}
