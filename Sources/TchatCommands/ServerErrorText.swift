import Localization
import TchatClient

/// What to say of a server that can't start, in the language of whoever starts it.
enum ServerErrorText {
    /// One sentence that says what went wrong and what to do.
    static func sentence(for error: any Error) -> String {
        let sentence = "\(error)"
        let translation = known.translation(of: sentence)
        return translation == sentence ? ErrorText.translation(of: sentence) : translation
    }

    /// The sentences of a server that can't start.
    static let known = KnownSentences(port + socket + identity)

    private static let port = [
        trLater(
            "Port {port} is already in use: stop the program that listens there, or choose another port with --listen "
                + "ADDRESS:PORT."
        ),
        trLater("No permission to listen on {address}: choose a port from 1024 up with --listen ADDRESS:PORT."),
        trLater("This machine has no address {address}: choose one that 'ip address' lists, or [::] for all."),
        trLater("Can't listen on {address}: {reason}."),
        trLater("'{address}' is not an IP address: listen on one such as 0.0.0.0, 127.0.0.1 or [::]."),
        trLater("The socket handed over by systemd can't be used: {reason}."),
    ]

    private static let socket = [
        trLater("'{path}' can't be a socket: give an absolute path of fewer than 108 bytes with --socket."),
        trLater("The folder {folder} can't be used for the socket ({reason}): choose another with --socket."),
        trLater("Another Tchat server answers on {path}: stop it, or choose another path with --socket."),
        trLater("The socket {path} can't be opened ({reason}): choose another path with --socket."),
    ]

    private static let identity = [
        trLater("{path} can't be read: {reason}; give the server's user access to it."),
        trLater("{path} can't be written: {reason}; give the server's user access to its directory."),
        trLater("{path} is not a file of up to 1 MiB: put a PEM file there."),
        trLater(
            "{path} is damaged: restore it from a backup, or remove it and {certificate} to begin with a new identity, "
                + "with which every client has to pair again."
        ),
        trLater(
            "{path} is damaged: remove it; the next start makes a new one with the same key, and clients notice nothing."
        ),
        trLater(
            "{key} is missing though {certificate} is there: restore it from a backup, or remove {same} to begin with a "
                + "new identity, with which every client has to pair again."
        ),
        trLater(
            "{path} is open to other users: run 'chmod 600 {same}', and make a new identity if one may have read it."
        ),
        trLater(
            "The key {key} is not the one of the certificate {certificate}: put the right two files together."
        ),
        trLater(
            "{path} holds no certificate in PEM: give the host's own certificate, followed by those of its authority."
        ),
        trLater(
            "{path} holds no private key in PEM without a pass phrase: give the certificate's key in that form."
        ),
        trLater("The certificate can't be made: {reason}."),
    ]
}
