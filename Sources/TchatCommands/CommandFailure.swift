import ArgumentParser
import FoundationEssentials
import Glibc
import Localization
import TchatClient
import TchatModel
import TchatStore

/// Writes a sentence to standard error and gives the exit status to end with.
func failure(_ sentence: String, status: CInt) -> ExitCode {
    writeToStandardError("tchat: \(sentence)\n")
    return ExitCode(status)
}

/// Writes text to standard error, unbuffered; nobody can be told when that fails.
func writeToStandardError(_ text: String) {
    _ = write(text, to: STDERR_FILENO)
}

/// Writes text to standard output, unbuffered.
///
/// - Throws: `ExitCode`, after a sentence, when it can't be written: a script must not take a full disk for success.
func writeToStandardOutput(_ text: String) throws {
    if let code = write(text, to: STDOUT_FILENO) {
        throw failure(
            tr("The output can't be written: {reason}.", ["reason": String(cString: strerror(code))]),
            status: EX_IOERR
        )
    }
}

/// Writes all of a text; gives the errno of write(2) when that fails.
private func write(_ text: String, to descriptor: CInt) -> CInt? {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return errno }
        rest = rest.dropFirst(written)
    }
    return nil
}

extension HostError {
    /// The exit status for this failure (sysexits.h).
    var exitStatus: CInt {
        switch self {
        case .unknownHost: EX_NOHOST
        case .nobodyListening, .unreachable: EX_UNAVAILABLE
        case .timedOut, .connectionLost: EX_TEMPFAIL
        case .notTchat, .unexpectedAnswer, .keyChanged, .unprovenHost: EX_PROTOCOL
        case .refused, .notLetIn, .notAllowed, .codeRefused: EX_NOPERM
        case .notOffered, .notPaired, .ambiguousHost, .aliasTaken: EX_USAGE
        case .noLocalServer: EX_UNAVAILABLE
        case .problem: isTransient ? EX_TEMPFAIL : EX_DATAERR
        }
    }
}

extension LocalFileError {
    /// The exit status for this failure (sysexits.h).
    var exitStatus: CInt {
        switch self {
        case .noFolder: EX_CONFIG
        case .notReadable, .notWritable, .full: EX_IOERR
        case .damaged: EX_DATAERR
        case .busy: EX_TEMPFAIL
        }
    }
}

extension StoreError {
    /// The exit status for this failure (sysexits.h).
    var exitStatus: CInt {
        switch self {
        case .missing, .unknownConversation, .unknownPerson: EX_NOINPUT
        case .readOnly, .personHasOtherRole: EX_NOPERM
        case .corrupt, .newerSchema, .conflict, .unstorableCharacter, .invalid: EX_DATAERR
        case .inUse, .tooManyWaiting, .closed, .cancelled: EX_TEMPFAIL
        case .diskFull, .unusable, .failed: EX_IOERR
        }
    }
}

/// Runs a command's work, turning what a host or a file failed at into a sentence and an exit status.
func reportingHostErrors<Result>(_ work: () async throws -> Result) async throws -> Result {
    do {
        return try await work()
    } catch let error as HostError {
        throw failure("\(error)", status: error.exitStatus)
    } catch let error as UnpairedHost {
        throw failure("\(error)", status: EX_USAGE)
    } catch let error as LocalFileError {
        throw failure("\(error)", status: error.exitStatus)
    } catch let error as StoreError {
        throw failure(ErrorText.sentence(for: error), status: error.exitStatus)
    }
}

extension HostAddress {
    /// Reads `ADDRESS[:PORT]` from the command line; port 0 is none a host can answer on.
    init(argument: String) throws {
        do {
            self = try HostAddress(parsing: argument)
        } catch {
            throw ValidationError(ErrorText.sentence(for: error))
        }
        guard port > 0 else {
            throw ValidationError(tr("'{address}': no host answers on port 0.", ["address": argument.visible()]))
        }
    }
}

extension Item {
    /// All items as a person types them.
    static let words = allCases.map(\.rawValue)
}

/// What `--timeout` takes.
struct TimeoutOption: ParsableArguments {
    @Option(help: ArgumentHelp(tr("Seconds to wait for the host."), valueName: tr("seconds")))
    var timeout = 5.0

    func validate() throws {
        guard timeout > 0, timeout <= 3600 else {
            throw ValidationError(tr("--timeout takes seconds, more than 0 and at most 3600."))
        }
    }

    var duration: Duration { .seconds(timeout) }
}
