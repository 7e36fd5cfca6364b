import Foundation
import GLibSupport
import Testing

/// GTK for tests: started once, with its loop turned by hand.
enum GTKTest {
    /// Whether there is a display to show windows on.
    nonisolated static let hasDisplay = ProcessInfo.processInfo.environment["DISPLAY"] != nil

    /// GTK, started.
    private static let isStarted = {
        guard Toolkit.start() else { return false }
        Toolkit.animates = false
        return true
    }()

    /// Starts GTK.
    static func start() throws {
        try #require(isStarted, "GTK could not open the display.")
    }

    /// Turns GTK's loop, and lets other work run, until the condition holds.
    ///
    /// - Returns: Whether it did, within ten seconds.
    static func turn(until condition: () -> Bool) async -> Bool {
        let deadline = ContinuousClock.now + .seconds(10)
        while !condition() {
            guard ContinuousClock.now < deadline else { return false }
            // Something that moves keeps the loop busy, and others have work too.
            MainLoop.turn()
            await Task.yield()
        }
        return true
    }

    /// Turns the loop while anything is ready.
    static func settle() {
        while MainLoop.turn() {}
    }
}

extension Trait where Self == ConditionTrait {
    /// Leaves the tests out where there is no display.
    static var needsDisplay: Self {
        .enabled(if: GTKTest.hasDisplay, "There is no display; scripts/with-display gives one.")
    }
}
