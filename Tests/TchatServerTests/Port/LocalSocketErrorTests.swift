import Glibc
import TchatModel
import TchatServer
import Testing

@Suite struct LocalSocketErrorTests {
    @Test(arguments: [
        (
            LocalSocketError.badPath("a\u{7}"),
            "'a␇' can't be a socket: give an absolute path of fewer than 108 bytes with --socket."
        ),
        (
            .folder("/a", errno: EPERM),
            "The folder /a can't be used for the socket (Operation not permitted): choose another with --socket."
        ),
        (.inUse("/a"), "Another Tchat server answers on /a: stop it, or choose another path with --socket."),
        (
            .othersSocket("/a"),
            "/a is another user's socket: remove it if no server of theirs runs, or choose another path with --socket."
        ),
        (
            .bind("/a", errno: EINVAL),
            "The socket /a can't be opened (Invalid argument): choose another path with --socket."
        ),
    ])
    func `Each is a sentence that says what to do`(error: LocalSocketError, sentence: String) {
        #expect(error.description == sentence)
    }
}
