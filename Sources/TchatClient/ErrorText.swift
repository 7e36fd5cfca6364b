import Localization

/// What to say of errors to the person, in their language.
public enum ErrorText {
    /// One sentence that says what went wrong and what to do.
    public static func sentence(for error: any Error) -> String { translation(of: "\(error)") }

    /// What a host, or a part of Tchat without a catalogue, says in English; as it is when it is nothing that is known.
    ///
    /// A host may say anything: the sentence is as safe to show as it was.
    public static func translation(of sentence: String) -> String { known.translation(of: sentence) }

    /// The sentences that are known.
    static let known = KnownSentences(addresses + pairing + access + talk + answers + log)

    private static let addresses = [
        trLater("'{text}' is not an address: write an IPv6 address with a port as [ADDRESS]:PORT."),
        trLater("'{text}' is not an address: write HOST or HOST:PORT, for example 192.168.1.20:5005."),
        trLater("'{text}' is not an IP address: write four numbers from 0 to 255, for example 192.168.1.20."),
        trLater("'{text}' has no valid port: write a number from 0 to 65535 behind the colon."),
    ]

    private static let pairing = [
        trLater("A pairing code has 12 letters and digits: type it as the host shows it, XXXX-XXXX-XXXX."),
        trLater("A pairing code has no '{character}': type it as the host shows it, XXXX-XXXX-XXXX."),
        trLater(
            "What answered is not the host that made the code, so nothing was stored: check the address, and whether "
                + "something on the way opens encrypted connections, then pair again with a new code."
        ),
        trLater(
            "The host showed two keys, {first} and then {second}, so nothing was stored: check whether something on the "
                + "way opens encrypted connections, then pair again with a new code."
        ),
        trLater("The pairing's messages came out of order: begin it anew."),
        trLater(
            "The host asks for a scrypt cost of {cost}, which this version does not accept: update Tchat on both sides."
        ),
        trLater("There is not enough memory to derive the pairing key: close some programs and pair again."),
        trLater("This pairing took too long or was tried already: begin it anew with the same code."),
        trLater(
            "The code is wrong, used up or too old, or something on the way opens encrypted connections: check the "
                + "code, or ask for a new one."
        ),
        trLater("{count} pairing codes are pending already: wait until one is used or ten minutes old."),
        trLater("Too many wrong tokens or codes came from your address: wait {seconds} seconds and try again."),
    ]

    private static let access = [
        trLater("Send a token that this host has given out: Authorization: Bearer tchat_…."),
        trLater("Your role is {role}; a console needs operator."),
        trLater("Your role is {role}; this needs {needed}: ask whoever let you in."),
        trLater("This conversation is not yours: read and write the one that carries your own name."),
        trLater("A name has 1 to 64 letters and digits, with . _ - @ between them, and is not an IP address."),
        trLater(
            "'{name}' can't be a name: A name has 1 to 64 letters and digits, with . _ - @ between them, and is not an "
                + "IP address."
        ),
        trLater("{name} is not known yet: give a role, one of {roles}."),
        trLater("{name} has another role: leave the role out, or remove the person first to change it."),
        trLater("There is nobody named '{name}': GET /v1/people lists who is known."),
    ]

    private static let talk = [
        trLater("There is no conversation '{name}': GET /v1/conversations lists them."),
        trLater("There is nothing in the text: say something."),
        trLater("The text is too long: say it in pieces of at most {limit} bytes of UTF-8."),
        trLater("The body is too long: at most {limit} bytes are read."),
        trLater("Too much already waits for {name}: say it again when it has written."),
        trLater("Something else was said under this UUID: make a new UUID for every entry."),
        trLater("Too many event streams are open: close one, or raise limits.connections on the host."),
    ]

    private static let answers = [
        trLater("The machine was not measured yet: ask again in a second."),
        trLater("The machine can't be asked that: ask one of {items}, or history."),
        trLater("The host made a mistake: its log says more."),
        trLater("longer than {count} bytes"),
        trLater("its values"),
        trLater("no JSON"),
        trLater("'{key}' is missing"),
        trLater("'{key}' is something else"),
        trLater("an event without an end"),
    ]

    private static let log = [
        trLater("The disk of '{folder}' is full, and nothing more can be kept: make room there and try again."),
        trLater(
            "'{folder}' can't be written, or not by this user: give them the right to read and write there, or mount it "
                + "writable."
        ),
        trLater("'{folder}' can't hold the log ({reason}): choose another folder, or mend this one."),
        trLater("There is no log in '{folder}': check the folder, or start 'tchat serve' first."),
        trLater(
            "The log in '{folder}' is damaged ({detail}): stop Tchat, keep a copy of the folder, and put a backup in its "
                + "place or rescue it with 'sqlite3 tchat.sqlite .recover'."
        ),
        trLater("The log in '{folder}' was written by a newer Tchat: install that version or a later one."),
        trLater("Another tchat serve uses '{folder}': stop it, or choose another folder for this one."),
        trLater("There is no conversation '{name}': check the name, or pair that person first."),
        trLater("Nobody named '{name}' has access: check the name, or pair that person first."),
        trLater("{count} entries wait for the disk already: try again in a moment."),
        trLater("The log is closed, as the server stops: try again when it runs."),
        trLater("The log in '{folder}' can't be used ({reason}): check the disk and try again."),
        trLater("An entry can't hold the character U+0000: leave it out."),
    ]
}
