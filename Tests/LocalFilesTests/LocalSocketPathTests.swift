import LocalFiles
import Testing

@Suite struct LocalSocketPathTests {
    @Test(arguments: [
        (["RUNTIME_DIRECTORY": "/run/tchat:/run/other", "XDG_RUNTIME_DIR": "/run/user/7"], "/run/tchat", true),
        (["XDG_RUNTIME_DIR": "/run/user/7"], "/run/user/7/tchat", false),
        (["XDG_RUNTIME_DIR": "relative"], nil, false), (["RUNTIME_DIRECTORY": ""], nil, false), ([:], nil, false),
    ])
    func `A server opens it in the folder for such things`(
        environment: [String: String],
        folder: String?,
        isOfService: Bool
    ) {
        for (userID, own) in [(UInt32(0), "/run/tchat"), (7, "/tmp/tchat-7")] {
            let socket = LocalSocketPath(environment: environment, userID: userID)
            #expect(socket.path == "\(folder ?? own)/tchat.sock")
            #expect(socket.isOfService == isOfService)
        }
    }

    @Test(arguments: [
        ([:], ["/tmp/tchat-7/tchat.sock", "/run/tchat/tchat.sock"]),
        (
            ["XDG_RUNTIME_DIR": "/run/user/7"],
            ["/run/user/7/tchat/tchat.sock", "/tmp/tchat-7/tchat.sock", "/run/tchat/tchat.sock"]
        ),
        (["XDG_RUNTIME_DIR": "relative"], ["/tmp/tchat-7/tchat.sock", "/run/tchat/tchat.sock"]),
        (["TCHAT_SOCKET": "/s", "XDG_RUNTIME_DIR": "/run/user/7"], ["/s"]),
        (["TCHAT_SOCKET": ""], ["/tmp/tchat-7/tchat.sock", "/run/tchat/tchat.sock"]),
    ])
    func `A client looks for the user's own server before the machine's`(
        environment: [String: String],
        expected: [String]
    ) {
        #expect(LocalSocketPath.candidates(environment: environment, userID: 7) == expected)
    }

    @Test(arguments: [[:], ["XDG_RUNTIME_DIR": "/run/user/7"]], [UInt32(0), 7])
    func `A client finds what a server opened`(environment: [String: String], userID: UInt32) {
        let opened = LocalSocketPath(environment: environment, userID: userID).path
        #expect(LocalSocketPath.candidates(environment: environment, userID: userID).contains(opened))
    }
}
