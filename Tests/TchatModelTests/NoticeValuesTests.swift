import Foundation
import TchatModel
import Testing

@Suite struct NoticeValuesTests {
    private static let known: [(HostEvent, NoticeValues, text: String?)] = [
        (.started, NoticeValues(), nil),
        (.paired, NoticeValues(role: .member, means: .code), "member"),
        (.paired, NoticeValues(role: .admin, means: .token), "token (admin)"),
        (.revoked, NoticeValues(by: "root"), "by root"),
        (.refused, NoticeValues(attempt: .control(.kill)), "kill"),
        (.refused, NoticeValues(attempt: .message), "message"),
        (.paired, NoticeValues(otherText: "token (chief)"), "token (chief)"),
        (.reset, NoticeValues(otherText: "kill"), "kill"),
    ]

    @Test(arguments: known)
    func `The text of an earlier version is read as the values`(event: HostEvent, values: NoticeValues, text: String?) {
        #expect(values.text == text)
        #expect(NoticeValues(text: text, of: event) == values)
    }

    @Test(arguments: known)
    func `An entry has the values beside the event, and the text`(event: HostEvent, values: NoticeValues, text: String?)
        throws
    {
        let entry = entry(.notice(event, values))
        let json = try APICoding.encoder().encode(entry)
        #expect(try APICoding.decoder().decode(Entry.self, from: json) == entry)
        let object = try JSONDecoder().decode([String: Member].self, from: json)
        #expect(object["event"]?.text == event.rawValue)
        #expect(object["text"]?.text == text)
        #expect(object["role"]?.text == values.role?.rawValue)
        #expect(object["means"]?.text == values.means?.rawValue)
        #expect(object["by"]?.text == values.by)
        #expect(object["attempt"]?.text == values.attempt?.rawValue)
    }

    @Test(arguments: [
        (
            #""event":"paired","text":"token (guest)""#,
            Entry.Content.notice(.paired, NoticeValues(role: .guest, means: .token))
        ),
        (#""event":"refused""#, .notice(.refused)),
        (
            #""event":"refused","attempt":"reset","count":7,"text":"reset""#,
            .notice(.refused, NoticeValues(attempt: .control(.reset)))
        ),
        // Of a newer version: as much as can be known.
        (
            #""event":"paired","role":"chief","means":"code","text":"chief""#,
            .notice(.paired, NoticeValues(means: .code))
        ),
        (#""event":"refused","attempt":"dance","text":"dance""#, .notice(.refused, NoticeValues(otherText: "dance"))),
    ])
    func `What other versions write is read`(members: String, content: Entry.Content) throws {
        let json = """
            {"id":1,"uuid":"0b6f2a1e-4c7d-4f7e-9a53-2b1f6f6a9d10","at":"2026-11-23T03:45:00.123Z",
            "author":{"kind":"host","name":"vm"},"type":"notice",\(members)}
            """
        #expect(try APICoding.decoder().decode(Entry.self, from: Data(json.utf8)).content == content)
    }

    private func entry(_ content: Entry.Content) -> Entry {
        Entry(
            id: 1,
            uuid: UUID(),
            conversation: nil,
            at: Date(millisecondsSince1970: 1_795_405_500_123),
            author: Author(kind: .host, name: "vm"),
            content: content
        )
    }

    /// A member of a JSON object, where it is a text or a number.
    private struct Member: Decodable, Equatable {
        let text: String?

        init(from decoder: any Decoder) throws {
            text = try? decoder.singleValueContainer().decode(String.self)
        }
    }
}
