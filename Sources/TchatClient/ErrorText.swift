import Localization
import TchatModel

/// What to say of errors to the person, in their language.
public enum ErrorText {
    /// One sentence that says what went wrong and what to do, safe to show.
    public static func sentence(for error: any Error) -> String {
        (error as? any PhrasedError)?.phrase.localized ?? "\(error)".visible()
    }
}
