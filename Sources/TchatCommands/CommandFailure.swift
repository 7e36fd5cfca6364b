public import ArgumentParser
import FoundationEssentials
import Glibc
import TchatClient
public import TchatModel

/// Writes a sentence to standard error and gives the exit status to end with.
func failure(_ sentence: String, status: CInt) -> ExitCode {
    writeToStandardError("tchat: \(sentence)\n")
    return ExitCode(status)
}

/// Writes text to standard error, unbuffered.
func writeToStandardError(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        guard written > 0 else { return }
        rest = rest.dropFirst(written)
    }
}

extension HostClientError {
    /// The exit status for this failure (sysexits.h).
    var exitStatus: CInt {
        switch self {
        case .unknownHost: EX_NOHOST
        case .nobodyListening, .unreachable: EX_UNAVAILABLE
        case .timedOut, .connectionLost: EX_TEMPFAIL
        case .notTchat: EX_PROTOCOL
        case .refused: EX_NOPERM
        case .notOffered: EX_USAGE
        }
    }
}

/// Runs a command's work, turning what a host failed at into a sentence and an exit status.
func reportingHostErrors<Result>(_ work: () async throws -> Result) async throws -> Result {
    do {
        return try await work()
    } catch let error as HostClientError {
        throw failure("\(error)", status: error.exitStatus)
    }
}

extension HostAddress: ExpressibleByArgument {
    /// Reads `ADDRESS[:PORT]`; port 0 is none a host can answer on.
    public init?(argument: String) {
        guard let address = try? HostAddress(parsing: argument), address.port > 0 else { return nil }
        self = address
    }
}

extension Item: ExpressibleByArgument {}

/// What `--timeout` takes.
struct TimeoutOption: ParsableArguments {
    @Option(help: ArgumentHelp("Seconds to wait for the host.", valueName: "seconds"))
    var timeout = 5.0

    func validate() throws {
        guard timeout > 0, timeout <= 3600 else {
            throw ValidationError("--timeout takes seconds, more than 0 and at most 3600.")
        }
    }

    var duration: Duration { .seconds(timeout) }
}
