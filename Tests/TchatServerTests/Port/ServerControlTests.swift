import Testing

@testable import TchatServer

@Suite struct ServerControlTests {
    @Test func `A reset reads the configuration too, so that nobody reads it again behind it`() {
        let control = ServerControl()
        control.reload()
        control.reset()
        #expect(control.nextRequest() == .reset)
        #expect(control.nextRequest() == nil)
        control.reload()
        #expect(control.nextRequest() == .reload)
    }
}
