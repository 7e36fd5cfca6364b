import GLibSupport
import TchatModel
import Testing

@testable import TchatDesktop
@testable import TchatPresentation

@Suite(.serialized, .needsDisplay) struct ComposerTests {
    private let page = ConversationPage()
    private let model = ConversationModel.sample([.message("hello")])
    private let window: TestWindow

    init() throws {
        try GTKTest.start()
        window = try TestWindow(page.widget)
        page.show(model, of: nil)
    }

    @Test func `What is typed is sent, and the field is empty again`() throws {
        page.composer.text.text = "cpu"
        try window.rest()
        #expect(page.widget.press("Send"))
        try window.rest()
        #expect(page.composer.text.text.isEmpty && model.outgoing.isEmpty == false)
        #expect(!page.widget.press("Send"))
    }

    @Test func `A control word asks first`() throws {
        let offer = ControlOffer(.reset, host: "lab1", people: nil)
        model.link.offers = { [offer] }
        var asked: [ControlOffer] = []
        page.onControl = { asked.append($0) }
        page.composer.text.text = "reset"
        try window.rest()
        page.widget.press("Send")
        #expect(asked == [offer])
    }

    @Test func `It says who will read, and that nobody is there`() throws {
        model.placeholder = "Message to root"
        model.presenceText = "Nobody is at the console: your message will be waiting."
        model.isOtherSidePresent = false
        try window.rest()
        #expect(page.widget.shownTexts.contains("Message to root"))
        #expect(page.widget.shownTexts.contains("Nobody is at the console: your message will be waiting."))
        model.isOtherSidePresent = true
        page.composer.text.text = "x"
        try window.rest()
        #expect(!page.widget.shownTexts.contains("Message to root"))
        #expect(!page.widget.shownTexts.contains("Nobody is at the console: your message will be waiting."))
    }

    @Test func `What was found says who, when and what, and leads there`() throws {
        page.openSearch()
        model.searchText = "oui"
        model.searchResults = [.init(id: 7, author: "root", text: "oui <7>", time: "14:05")]
        try window.rest()
        var chosen: [Int] = []
        page.results.onChosen = { chosen.append($0.id) }
        let row = try #require(page.results.list.row(at: 0))
        #expect(row.shownTexts.prefix(2) == ["root", "14:05"])
        #expect(row.shownTexts.last?.contains("&lt;7&gt;") == true)
        row.emit("activate")
        #expect(chosen == [7])
        model.searchResults = []
        model.isSearching = false
        model.searchMessage = "Nothing & nobody was found."
        try window.rest()
        #expect(page.results.widget.shownTexts.contains("Nothing &amp; nobody was found."))
        page.closeSearch()
        #expect(model.searchText.isEmpty)
    }
}
