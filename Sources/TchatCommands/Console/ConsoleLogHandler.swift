import FoundationEssentials
import Localization
import Logging
import Synchronization
import TchatModel

/// Writes log lines above the console's prompt, which would otherwise be torn by them.
struct ConsoleLogHandler: LogHandler {
    /// Where lines go; nowhere until there is an editor.
    final class Output: Sendable {
        private let editor = Mutex<LineEditor?>(nil)

        func attach(_ editor: LineEditor) {
            self.editor.withLock { $0 = editor }
        }

        fileprivate func write(_ line: String) {
            editor.withLock { $0?.print(line) }
        }
    }

    let output: Output
    let style: TerminalStyle

    /// The console shows what happens itself; the log adds only what is wrong.
    var logLevel = Logger.Level.warning
    var metadata = Logger.Metadata()

    init(output: Output, style: TerminalStyle) {
        self.output = output
        self.style = style
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        let details = all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        let text = details.isEmpty ? "\(event.message)" : "\(event.message) (\(details))"
        let time = DateText.time(Date(), seconds: true)
        output.write("\(style(time, .dim)) \(style("\(event.level): \(text.visible())", .yellow))")
    }
}
