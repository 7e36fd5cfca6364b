import Foundation
import TchatModel
import Testing

struct APIBodiesTests {
    private static func entry(_ id: Int, _ rest: String = #""type":"message","text":"hi""#) -> String {
        #"{"id":\#(id),"uuid":"\#(UUID())","conversation":"alice","at":"2026-11-23T03:45:00.123Z","#
            + #""author":{"kind":"person","name":"alice"},\#(rest)}"#
    }

    private static let strangers = [
        #""type":"picture","url":"x""#, #""type":"question","item":"moon""#, #""type":"control","action":"dance""#,
    ]

    private static func decode<Value: Decodable>(_: Value.Type, _ text: String) throws -> Value {
        try APICoding.decoder().decode(Value.self, from: Data(text.utf8))
    }

    @Test(arguments: strangers) func `What a newer host wrote is passed over in a page`(stranger: String) throws {
        let text = #"{"entries":[\#(Self.entry(4)),\#(Self.entry(5, stranger)),\#(Self.entry(6))],"hasMore":true}"#
        let page = try Self.decode(EntryPage.self, text)
        #expect(page.entries.map(\.id) == [4, 6] && page.hasMore && page.passedOver == 5...5)
    }

    @Test func `A page of what can't be read tells where the next one begins`() throws {
        let stranger = Self.strangers[0]
        let text = #"{"entries":[\#(Self.entry(5, stranger)),\#(Self.entry(9, stranger))],"hasMore":true}"#
        let page = try Self.decode(EntryPage.self, text)
        #expect(page.entries.isEmpty && page.hasMore && page.passedOver == 5...9)
    }

    @Test func `What is no entry at all is none`() {
        #expect(throws: DecodingError.self) {
            try Self.decode(EntryPage.self, #"{"entries":[{"type":"picture"}],"hasMore":false}"#)
        }
    }

    @Test func `A newest entry that can't be read leaves the list of conversations whole`() throws {
        let person =
            #"{"name":"alice","kind":"paired","role":"member","createdAt":"2026-11-23T03:45:00.123Z","tokens":1}"#
        let last = Self.entry(7, Self.strangers[0])
        let text =
            #"{"conversations":[{"name":"alice","person":\#(person),"lastEntry":\#(last),"unread":1,"markers":[]}],"#
            + #""hasMore":true}"#
        let list = try Self.decode(ConversationList.self, text)
        let summary = try #require(list.conversations.first)
        #expect(summary.lastEntry == nil && summary.lastEntryID == 7)
        #expect(list.next == .before(7))
    }
}
