import GLibSupport
import TchatClient
import TchatModel
import Testing

@testable import TchatDesktop
@testable import TchatPresentation

@Suite(.serialized, .needsDisplay) struct ConnectionPageTests {
    private let form: ConnectionForm
    private let page: ConnectionPage
    private let window: Window

    init() async throws {
        try GTKTest.start()
        form = try await TestDesktop(hosts: []).model.connectionForm
        page = ConnectionPage(form)
        window = Window()
        window.child = page.widget
        window.present()
        GTKTest.settle()
    }

    @Test func `It shows what the form has, and the form gets what is typed`() {
        #expect(page.address.text == "127.0.0.1")
        #expect(page.port.text == "5005")
        page.address.entry.text = "192.0.2.7"
        page.code.entry.text = "ABCD-EFGH-JKMN"
        #expect(form.address == "192.0.2.7")
        #expect(form.code == "ABCD-EFGH-JKMN")
        form.port = "6006"
        GTKTest.settle()
        #expect(page.port.text == "6006")
    }

    @Test func `What is wrong stands below its field until it is put right`() throws {
        form.address = ""
        form.port = "70000"
        page.code.entry.emit("entry-activated")
        GTKTest.settle()
        #expect(page.address.error == form.addressError)
        #expect(page.address.error != nil)
        #expect(page.port.errorRow.isVisible)
        #expect(page.port.entry.hasClass("error"))
        #expect(page.code.error == form.codeError)
        page.address.entry.text = "192.0.2.7"
        GTKTest.settle()
        #expect(page.address.error == nil)
        #expect(!page.address.errorRow.isVisible)
        #expect(!page.address.entry.hasClass("error"))
    }

    @Test func `Why there is no connection is said beside the field to blame`() async {
        form.code = "ABCD-EFGH-JKMN"
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [form] in await form.run() }
            defer { group.cancelAll() }
            page.connectButton.click()
            // Nobody answers at any port: it is the port's fault.
            #expect(await GTKTest.turn { page.port.error != nil })
            #expect(page.widget.shownTexts.contains(form.portError ?? ""))
        }
    }

    @Test func `What no field is to blame for stands below them`() async throws {
        let error = HostError.unexpectedAnswer(.address(HostAddress(host: "lab1")), .noJSON)
        let form = ConnectionForm { _, _ in throw error }
        form.code = "ABCD-EFGH-JKMN"
        let page = ConnectionPage(form)
        window.child = page.widget
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await form.run() }
            defer { group.cancelAll() }
            page.connectButton.click()
            #expect(await GTKTest.turn { page.widget.shownTexts.contains("\(error)") })
        }
    }

    @Test func `While it connects it can be cancelled, and nothing else`() {
        #expect(!page.cancelButton.isVisible)
        form.code = "ABCD-EFGH-JKMN"
        page.connectButton.click()
        GTKTest.settle()
        #expect(form.isConnecting)
        #expect(page.cancelButton.isVisible)
        #expect(!page.connectButton.isSensitive)
        #expect(!page.code.entry.isEditable)
        page.cancelButton.click()
        GTKTest.settle()
        #expect(!form.isConnecting)
        #expect(!page.cancelButton.isVisible)
        #expect(page.connectButton.isSensitive)
    }
}
