import Glibc

/// The thread that runs an editor.
enum EditorThread {
    /// All that the thread starts from.
    struct Configuration: Sendable {
        let input: CInt
        let output: CInt
        let terminalType: String
        let options: LineEditor.Options
        let mailbox: EditorMailbox
        let inputs: AsyncStream<LineEditor.Input>.Continuation
    }

    private final class Box: Sendable {
        let configuration: Configuration

        init(_ configuration: Configuration) {
            self.configuration = configuration
        }
    }

    /// Starts a thread that ends by itself when the editor does.
    static func start(_ configuration: Configuration) throws(LineEditor.StartError) {
        let box = Unmanaged.passRetained(Box(configuration))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { argument in
                if let argument {
                    EditorThread.run(Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().configuration)
                }
                return nil
            },
            box.toOpaque()
        )
        guard code == 0 else {
            box.release()
            throw .system(call: "pthread_create", code: code)
        }
        pthread_detach(thread)
    }

    private static func run(_ configuration: Configuration) {
        blockSignals()
        let locale = useUTF8()
        var isTerminalGone = true
        if let session = EditorSession(configuration) {
            isTerminalGone = session.run()
            session.close()
        }
        if let locale {
            uselocale(nil)
            freelocale(locale)
        }
        if isTerminalGone { configuration.inputs.yield(.terminalGone) }
        configuration.inputs.finish()
        configuration.mailbox.end()
    }

    /// Leaves signals to the process's other threads, except those by which the terminal stops a background process:
    /// a thread that blocks these is told by an I/O error, as if the terminal were gone.
    private static func blockSignals() {
        var signals = sigset_t()
        sigfillset(&signals)
        sigdelset(&signals, SIGTTIN)
        sigdelset(&signals, SIGTTOU)
        pthread_sigmask(SIG_SETMASK, &signals, nil)
    }

    /// Makes this thread's character set UTF-8, which is what it reads and writes, and leaves other threads' alone.
    ///
    /// All else is as for the whole process, the language among it.
    private static func useUTF8() -> locale_t? {
        for name in ["", "C.UTF-8"] {
            // The value of LC_GLOBAL_LOCALE (locale.h), a macro that Swift doesn't import.
            guard let whole = duplocale(locale_t(bitPattern: -1)) else { return nil }
            guard let locale = newlocale(LC_CTYPE_MASK, name, whole) else {
                freelocale(whole)
                continue
            }
            if let codeset = nl_langinfo_l(CInt(CODESET), locale), String(cString: codeset) == "UTF-8" {
                uselocale(locale)
                return locale
            }
            freelocale(locale)
        }
        return nil
    }
}
