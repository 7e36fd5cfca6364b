public import ArgumentParser

/// The `tchat` program.
public struct TchatCommand: AsyncParsableCommand {
    /// Its name, help and subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "tchat",
        abstract: "Talk to a machine and to whoever sits at it.",
        discussion: """
            On the machine itself:   tchat serve
            From another terminal:   tchat ask ADDRESS
                                     tchat chat ADDRESS

            Shell completions: tchat --generate-completion-script bash (or zsh, fish).

            Exit status: 0 success; 1 the server can't start; 64 wrong usage; 68 no such host; 69 nobody listens there, \
            or no way there; 74 the output can't be written; 75 no answer in time, or cut off; 76 not a Tchat server; 77 refused.
            """,
        version: "0.1.0",
        subcommands: [Serve.self, Ask.self, Chat.self]
    )

    /// Makes the command; the argument parser fills it in.
    public init() {}
}
