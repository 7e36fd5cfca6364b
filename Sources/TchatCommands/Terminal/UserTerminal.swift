import FoundationEssentials
import Glibc
import Localization

/// The person at the terminal, where there is one.
enum UserTerminal {
    /// How text on standard output may look.
    static var outputStyle: TerminalStyle {
        TerminalStyle(isTerminal: isatty(STDOUT_FILENO) == 1, environment: ProcessInfo.processInfo.environment)
    }

    /// Whether someone can be asked something.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks whether to do it; anything but yes means no.
    static func confirms(_ question: String) async -> Bool {
        // Translators: the letters for yes and no; yes, y, oui and o are understood in every language.
        writeToStandardError("\(question) \(tr("[y/N]")) ")
        let answer = await StandardInput.lines.first { _ in true } ?? ""
        return isYes(answer)
    }

    /// Whether an answer means yes, in English or French.
    static func isYes(_ answer: String) -> Bool {
        ["y", "yes", "o", "oui"].contains(answer.filter { !$0.isWhitespace }.lowercased())
    }

    /// Has the person confirm what is about to happen, unless a flag has said so.
    ///
    /// - Throws: `ExitCode`, after a sentence, when nobody agrees.
    static func require(_ question: String, isConfirmed: Bool) async throws {
        guard !isConfirmed else { return }
        guard canAsk else {
            throw failure(
                "\(question) \(tr("Nobody can be asked here: add --yes if that is wanted."))",
                status: EX_USAGE
            )
        }
        guard await confirms(question) else { throw failure(tr("Nothing was done."), status: EXIT_FAILURE) }
    }
}
