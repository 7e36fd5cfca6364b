import Localization
import TchatModel
import Testing

@Suite struct NoticeWordsTests {
    @Test(arguments: [
        (HostEvent.started, NoticeValues(), "The server started"),
        (.paired, NoticeValues(role: .admin, means: .token), "Paired (as an administrator, with a token)"),
        (.paired, NoticeValues(role: .guest, means: .code), "Paired (as a guest)"),
        (.paired, NoticeValues(means: .code), "Paired"),
        (.revoked, NoticeValues(by: "ro\u{1B}ot"), "Shut out (by ro␛ot)"), (.revoked, NoticeValues(), "Shut out"),
        (.refused, NoticeValues(), "Something was refused"),
        (.refused, NoticeValues(attempt: .message), "Not allowed: a message"),
        (.refused, NoticeValues(attempt: .control(.kill)), "Not allowed: kill"),
        (.reset, NoticeValues(otherText: "a\u{7}"), "The server is reset: everyone has to connect again (a␇)"),
    ])
    func `What happened is said with what is known of it`(event: HostEvent, values: NoticeValues, sentence: String) {
        #expect(event.sentence(values) == sentence)
    }
}
