import GLibSupport
import Testing

@Suite struct ObjectTests {
    // Actions stand for all objects here: they need no display.
    private let group = ActionGroup()

    @Test func `What made an object stays with it`() {
        weak var action: Action?
        do { action = group.addAction("test") {} }
        #expect(action != nil)
        group.removeAction("test")
        #expect(action == nil)
    }

    @Test func `An object goes with the last that holds it`() {
        var isGone = false
        var action: Action? = group.addAction("test") {}
        action?.onFinalized { isGone = true }
        group.removeAction("test")
        #expect(!isGone)
        #expect(action?.isEnabled == true)
        action = nil
        #expect(isGone)
    }

    @Test func `Handlers go with the object`() {
        weak var witness: Witness?
        do {
            let held = Witness()
            witness = held
            let action = group.addAction("test") { _ = held }
            action.onNotify("enabled") { [weak action] in _ = (held, action) }
        }
        #expect(witness != nil)
        group.removeAction("test")
        #expect(witness == nil)
    }

    @Test func `A handler ends when it is disconnected, also by itself`() {
        weak var witness: Witness?
        var calls = 0
        var handler: SignalHandler?
        let action = group.addAction("test") {}
        do {
            let held = Witness()
            witness = held
            handler = action.connect("activate") {
                _ = held
                calls += 1
                handler?.disconnect()
            }
        }
        action.activate()
        action.activate()
        #expect(calls == 1)
        #expect(witness == nil)
        handler?.disconnect()
    }

    @Test func `A token outlives its object`() {
        var action: Action? = group.addAction("test") {}
        let handler = action?.onNotify("enabled") {}
        group.removeAction("test")
        action = nil
        handler?.disconnect()
        #expect(handler != nil)
    }

    @Test func `What an object keeps goes with it`() {
        weak var witness: Witness?
        do {
            let held = Witness()
            witness = held
            let action = group.addAction("test") {}
            action.keep(held)
            action.keep(Witness())
        }
        #expect(witness != nil)
        group.removeAction("test")
        #expect(witness == nil)
    }

    @Test func `Properties are read, written and watched`() {
        let action = group.addAction("test") {}
        var changes = 0
        action.onNotify("enabled") { changes += 1 }
        #expect(action.property("name", as: String.self) == "test")
        #expect(action.property("enabled", as: Bool.self))
        action.setProperty("enabled", false)
        #expect(!action.isEnabled)
        #expect(changes == 1)
    }

    @Test func `Actions take targets, are on or off, and choose`() {
        var heard: [String] = []
        let open = group.addAction("open") { (target: String) in heard.append("open \(target)") }
        let flag = group.addToggle("flag", isOn: false) { heard.append("flag \($0)") }
        let mode = group.addChoice("mode", "a") { heard.append("mode \($0)") }
        open.activate(target: "é ü")
        flag.activate()
        mode.activate(target: "b")
        #expect(heard == ["open é ü", "flag true", "mode b"])
        #expect(flag.isOn)
        #expect(mode.choice == "b")
    }

    @Test func `Marks in a text are escaped`() {
        #expect(Markup.escape("a & <b> 'c' \"d\"") == "a &amp; &lt;b&gt; &apos;c&apos; &quot;d&quot;")
    }
}
