import GLibSupport
import Testing

/// What a test waits for in a window did not come.
nonisolated struct NeverShown: Error {}

/// A window on the test's display, which goes at the end of the test.
final class TestWindow {
    let window: Window

    /// Shows a widget in a window of that size.
    init(_ widget: Widget, width: Int = 600, height: Int = 500) throws {
        window = Window()
        window.defaultSize = (width, height)
        window.child = widget
        window.present()
        try TestWindow.turn { widget.isMapped }
    }

    isolated deinit {
        window.destroy()
    }

    /// Lets GTK work until a condition holds; fails the test when that takes too long.
    static func turn(
        within limit: Duration = .seconds(10),
        sourceLocation: SourceLocation = #_sourceLocation,
        until condition: () -> Bool
    ) throws {
        let deadline = ContinuousClock.now + limit
        while !condition() {
            guard ContinuousClock.now < deadline else {
                Issue.record("It was not shown in time.", sourceLocation: sourceLocation)
                throw NeverShown()
            }
            MainLoop.turn()
        }
    }

    /// Lets GTK draw some frames, so that all that was set going has come to rest.
    func rest(frames: Int = 6) throws {
        var drawn = 0
        // Frames are drawn without a pause while someone asks for each.
        window.onTick { _ in
            drawn += 1
            return drawn < frames
        }
        try TestWindow.turn { drawn >= frames }
        while MainLoop.turn() {}
    }
}
