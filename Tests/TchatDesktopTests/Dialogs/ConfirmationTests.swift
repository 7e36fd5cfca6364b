import GLibSupport
import Testing

@testable import TchatDesktop

@Suite(.serialized, .needsDisplay) struct ConfirmationTests {
    private let parent: Window
    private let confirmation = Confirmation(
        heading: "Stop?",
        consequence: "It <stops>.",
        confirmation: "Stop",
        isDestructive: true
    )

    init() throws {
        try GTKTest.start()
        parent = Window()
        parent.present()
        GTKTest.settle()
    }

    @Test func `Only who confirms has it done`() {
        var done = 0
        for answer in ["cancel", "confirm"] {
            let dialog = confirmation.present(over: parent) { done += 1 }
            GTKTest.settle()
            #expect(dialog.body == "It <stops>.")
            dialog.respond(answer)
            GTKTest.settle()
        }
        #expect(done == 1)
    }

    @Test func `Closing the question is no`() {
        var done = 0
        let dialog = confirmation.present(over: parent) { done += 1 }
        dialog.close()
        GTKTest.settle()
        #expect(done == 0)
    }
}
