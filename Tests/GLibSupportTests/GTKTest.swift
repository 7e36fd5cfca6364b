import Foundation
import GLibSupport
import Testing

/// GTK for tests: started once, with its loop turned by hand.
enum GTKTest {
    /// Whether there is a display to show windows on.
    nonisolated static let hasDisplay = ProcessInfo.processInfo.environment["DISPLAY"] != nil

    /// GTK, started.
    private static let isStarted = {
        guard Toolkit.start(failsOnWarnings: true) else { return false }
        Toolkit.animates = false
        return true
    }()

    /// Starts GTK.
    static func start() throws {
        try #require(isStarted, "GTK could not open the display.")
    }

    /// Turns the loop until the condition holds.
    ///
    /// - Returns: Whether it did, within ten seconds.
    static func turn(until condition: () -> Bool) -> Bool {
        var isLate = false
        let deadline = MainLoop.timeout(after: .seconds(10)) { isLate = true }
        defer { deadline.cancel() }
        while !isLate {
            if condition() { return true }
            MainLoop.turn(waiting: true)
        }
        return condition()
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

/// Counts what is alive of it.
final class Witness {
    private(set) static var alive = 0

    init() {
        Self.alive += 1
    }

    isolated deinit {
        Self.alive -= 1
    }
}
