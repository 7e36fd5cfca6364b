public import ArgumentParser
import Localization
import TchatModel

/// The `tchat` program.
public struct TchatCommand: AsyncParsableCommand {
    /// Its name, help and subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "tchat",
        abstract: tr("Talk to a machine and to whoever sits at it."),
        discussion: tr(
            """
            On the machine itself:   tchat serve
                                     tchat pair --name alice --role member
            On another machine:      tchat connect ADDRESS
                                     tchat chat HOST
                                     tchat ask HOST

            A HOST is a paired one: its alias, name or address. Most commands mean this computer when none is named.

            Shell completions: tchat --generate-completion-script bash (or zsh, fish).

            Exit status: 0 success; 1 the server can't start, or you said no; 64 wrong usage; 65 what was given is not \
            acceptable; 66 there is no such log or conversation; 68 no such host; 69 nobody listens there, or no way \
            there; 74 a file or the output can't be read or written; 75 no answer in time, or cut off; 76 not a Tchat \
            server, or not the one that was paired; 77 refused; 78 there is no folder for your data.
            """
        ),
        version: tchatVersion,
        subcommands: [
            Serve.self, Console.self, Pair.self, Connect.self, Hosts.self, Ask.self, Say.self, Chat.self,
            Watch.self, Control.self, Search.self, Export.self, PeopleCommand.self, Token.self, Audit.self,
        ]
    )

    /// Makes the command; the argument parser fills it in.
    public init() {}
}
