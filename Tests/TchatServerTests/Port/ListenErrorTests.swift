import Glibc
import TchatModel
import TchatServer
import Testing

@Suite struct ListenErrorTests {
    private static let address = HostAddress(host: "192.0.2.1", port: 80)

    @Test(arguments: [
        (
            ListenError.bind(address, errno: EADDRINUSE),
            "Port 80 is already in use: stop the program that listens there, or choose another port with --listen ADDRESS:PORT."
        ),
        (
            .bind(address, errno: EACCES),
            "No permission to listen on 192.0.2.1:80: choose a port from 1024 up with --listen ADDRESS:PORT."
        ),
        (
            .bind(address, errno: EADDRNOTAVAIL),
            "This machine has no address 192.0.2.1: choose one that 'ip address' lists, or [::] for all."
        ),
        (.bind(address, errno: EINVAL), "Can't listen on 192.0.2.1:80: Invalid argument."),
        (
            .notAnAddress(HostAddress(host: "a\u{7}")),
            "'a␇' is not an IP address: listen on one such as 0.0.0.0, 127.0.0.1 or [::]."
        ),
        (.inherited(errno: EINVAL), "The socket handed over by systemd can't be used: Invalid argument."),
    ])
    func `Each is a sentence that says what to do`(error: ListenError, sentence: String) {
        #expect(error.description == sentence)
    }
}
