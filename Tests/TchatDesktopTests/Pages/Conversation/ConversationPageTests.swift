import GLibSupport
import Testing

@testable import TchatDesktop
@testable import TchatPresentation

@Suite(.serialized, .needsDisplay) struct ConversationPageTests {
    init() throws {
        try GTKTest.start()
    }

    @Test func showsWhatThereIs() throws {
        let page = ConversationPage()
        let window = try TestWindow(page.widget)
        #expect(page.shownPage == .none)
        let model = ConversationModel.sample()
        model.isLoaded = false
        page.show(model, of: nil)
        #expect(page.shownPage == .loading)
        model.isLoaded = true
        try window.rest()
        #expect(page.shownPage == .empty)
        model.change(at: 0, adding: [.message("hello")])
        #expect(page.shownPage == .messages)
        try window.rest()
        #expect(model.isEndInSight)
        page.show(nil, of: nil)
        #expect(page.shownPage == .none)
        #expect(!model.isEndInSight)
    }

    @Test func keepsADraftWithItsConversation() throws {
        let page = ConversationPage()
        let window = try TestWindow(page.widget)
        let (first, second) = (ConversationModel.sample(), ConversationModel.sample(name: "bob"))
        page.show(first, of: nil)
        page.composer.text.text = "half a sen"
        #expect(first.draft == "half a sen")
        #expect(page.composer.sendButton.isSensitive == false || first.draft == "half a sen")
        try window.rest()
        #expect(page.composer.sendButton.isSensitive)
        page.show(second, of: nil)
        #expect(page.composer.text.text == "")
        #expect(!page.composer.sendButton.isSensitive)
        page.show(first, of: nil)
        #expect(page.composer.text.text == "half a sen")
        #expect(second.draft == "")
        // The model empties it when it is sent.
        first.draft = ""
        try window.rest()
        #expect(page.composer.text.text == "")
    }

    @Test func theFieldGrowsToSixLines() throws {
        let page = ConversationPage()
        let window = try TestWindow(page.widget)
        let model = ConversationModel.sample([.message("hello")])
        page.show(model, of: nil)
        var heights: [Int] = []
        for lines in [1, 3, 6, 7, 40] {
            page.composer.text.text = Array(repeating: "line", count: lines).joined(separator: "\n")
            try window.rest()
            heights.append(page.composer.field.height)
        }
        #expect(heights[0] < heights[1] && heights[1] < heights[2])
        #expect(heights[2] == heights[3] && heights[3] == heights[4])
    }

    @Test func saysWhyNothingCanBeWritten() throws {
        let page = ConversationPage()
        let window = try TestWindow(page.widget)
        let model = ConversationModel.sample([.message("hello")])
        model.canWrite = false
        page.show(model, of: nil)
        try window.rest()
        #expect(!page.composer.text.isMapped)
        #expect(page.composer.explanation.isMapped)
        model.canWrite = true
        model.draftError = "Too long."
        try window.rest()
        #expect(page.composer.text.isMapped)
        #expect(page.composer.error.isMapped)
        #expect(page.composer.error.text == "Too long.")
    }

    @Test func showsWhatWasFoundAndGoesThere() throws {
        let page = ConversationPage()
        let window = try TestWindow(page.widget)
        let model = ConversationModel.sample(ConversationItem.messages(0..<50))
        page.show(model, of: nil)
        try window.rest()
        page.openSearch()
        #expect(page.isSearchOpen)
        #expect(page.shownPage == .results)
        #expect(!model.isEndInSight)
        model.searchResults = [
            .init(id: 7, author: "root", text: "found <7>", time: "14:05"),
            .init(id: 3, author: "root", text: "found 3", time: "14:01"),
        ]
        try window.rest()
        #expect(page.results.list.row(at: 1) != nil)
        page.results.choose(1)
        #expect(page.shownPage == .messages)
        #expect(page.searchPosition.text == "2 of 2")
        model.searchResults = []
        model.searchMessage = "R&D is away."
        page.openSearch()
        try window.rest()
        #expect(page.results.list.row(at: 0) == nil)
        #expect(page.results.widget.visibleName == "nothing")
        #expect(page.results.nothing.pageDescription == "R&D is away.")
        page.closeSearch()
        #expect(page.shownPage == .messages)
        #expect(model.searchText.isEmpty)
    }

    @Test func goesWithItsWindow() throws {
        weak var page: ConversationPage?
        weak var model: ConversationModel?
        var released = false
        do {
            let made = ConversationPage()
            let conversation = ConversationModel.sample(ConversationItem.messages(0..<50))
            made.widget.onFinalized { released = true }
            let window = try TestWindow(made.widget)
            made.show(conversation, of: nil)
            try window.rest()
            made.openSearch()
            try window.rest()
            page = made
            model = conversation
        }
        while MainLoop.turn() {}
        #expect(page == nil)
        #expect(model == nil)
        #expect(released)
    }
}
