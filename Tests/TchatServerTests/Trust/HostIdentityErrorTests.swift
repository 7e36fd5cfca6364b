import Glibc
import TchatModel
import TchatServer
import Testing

@Suite struct HostIdentityErrorTests {
    @Test(arguments: [
        (
            HostIdentityError.unreadable(path: "/a\u{7}", code: EACCES),
            "/a␇ can't be read: Permission denied; give the server's user access to it."
        ),
        (
            .corruptKey(path: "/a", certificatePath: "/b"),
            "/a is damaged: restore it from a backup, or remove it and /b to begin with a new identity, with which every "
                + "client has to pair again."
        ),
        (
            .keyMissing(keyPath: "/a", certificatePath: "/b"),
            "/a is missing though /b is there: restore it from a backup, or remove /b to begin with a new identity, with "
                + "which every client has to pair again."
        ),
        (
            .keyReadableByOthers(path: "/a"),
            "/a is open to other users: run 'chmod 600 /a', and make a new identity if one may have read it."
        ),
        (.unmakable(reason: "no luck"), "The certificate can't be made: no luck."),
    ])
    func `Each is a sentence that says what to do`(error: HostIdentityError, sentence: String) {
        #expect(error.description == sentence)
    }
}
