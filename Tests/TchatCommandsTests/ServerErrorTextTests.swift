import Foundation
import Glibc
import Localization
import TchatModel
import TchatStore
import Testing

@testable import TchatClient
@testable import TchatCommands
@testable import TchatServer

/// What the server and its log say to people has to be in a catalogue.
@Suite struct ServerErrorTextTests {
    private static let address = HostAddress(host: "192.0.2.1", port: 80)

    @Test(
        arguments: [
            ListenError.bind(address, errno: EADDRINUSE), ListenError.bind(address, errno: EACCES),
            ListenError.bind(address, errno: EADDRNOTAVAIL), ListenError.bind(address, errno: EINVAL),
            ListenError.notAnAddress(address), ListenError.inherited(errno: EINVAL),
            LocalSocketError.badPath("a"), LocalSocketError.folder("/a", errno: EPERM), LocalSocketError.inUse("/a"),
            LocalSocketError.bind("/a", errno: EINVAL),
            HostIdentityError.unreadable(path: "/a", code: EACCES),
            HostIdentityError.unwritable(path: "/a", code: EACCES), HostIdentityError.notAnIdentityFile(path: "/a"),
            HostIdentityError.corruptKey(path: "/a", certificatePath: "/b"),
            HostIdentityError.corruptCertificate(path: "/a"),
            HostIdentityError.keyMissing(keyPath: "/a", certificatePath: "/b"),
            HostIdentityError.keyReadableByOthers(path: "/a"),
            HostIdentityError.keyOfAnother(keyPath: "/a", certificatePath: "/b"),
            HostIdentityError.unusableCertificate(path: "/a"), HostIdentityError.unusableKey(path: "/a"),
            HostIdentityError.unmakable(reason: "no luck"),
        ] as [any Error]
    )
    func `Why a server can't start is known`(error: any Error) {
        #expect(ServerErrorText.known.contains("\(error)"), "\(error)")
    }

    @Test(
        arguments: [
            .diskFull(directory: "/a"), .readOnly(directory: "/a"), .unusable(directory: "/a", reason: "b"),
            .missing(directory: "/a"), .corrupt(directory: "/a", detail: "b"), .newerSchema(directory: "/a"),
            .inUse(directory: "/a"), .unknownConversation("a"), .unknownPerson("a"), .invalid(PersonName.rule),
            .tooManyWaiting(limit: 3), .closed, .failed(directory: "/a", reason: "b"),
        ] as [StoreError]
    )
    func `What is wrong with the log is known`(error: StoreError) {
        #expect(ErrorText.known.contains("\(error)"), "\(error)")
        #expect(ServerErrorText.sentence(for: error) == "\(error)")
    }

    @Test(
        arguments: [
            .notYours, .unknownConversation("a"), .unknownPerson("a"), .emptyText, .tooLong(limitBytes: 3),
            .tooMuchUnsent("a"), .conflict, .notMeasuredYet, .invalidName("a b"), .roleNeeded("a"), .otherRole("a"),
            .tooManyStreams,
        ] as [TalkError]
    )
    func `What a host answers to people is known`(error: TalkError) {
        #expect(ErrorText.known.contains("\(error)"), "\(error)")
    }

    @Test func `What a host answers to those it does not let in is known`() {
        #expect(ErrorText.known.contains(APIError.unauthorized.problem.detail))
        #expect(ErrorText.known.contains(APIError.tooManyAttempts(retryAfterSeconds: 3).problem.detail))
    }
}
