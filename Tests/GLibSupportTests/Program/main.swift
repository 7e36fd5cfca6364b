import Foundation
import GLibSupport

// What only a program of its own can show, as a test's main thread belongs to another loop: that the main actor runs on
// GLib's. It says what happened, line by line; MainLoopBridgeTests compares.

MainLoop.bridge()
MainLoop.bridge()

/// Runs GLib's loop until the condition holds.
func run(until condition: () -> Bool) {
    while !condition() { MainLoop.turn(waiting: true) }
}

/// Whether this is the thread that the program began on.
nonisolated func isMainThread() -> Bool { Thread.isMainThread }

var ranOnMainThread: Bool?
Task { ranOnMainThread = isMainThread() }
run { ranOnMainThread != nil }
print("task: \(ranOnMainThread == true)")

var hops = 0
Task {
    for number in 1...1000 { hops = await Task.detached { number }.value }
}
run { hops == 1000 }
print("hops: \(hops)")

/// Whatever is released elsewhere is released here, too.
final class Owner {
    let onEnd: () -> Void
    init(onEnd: @escaping () -> Void) { self.onEnd = onEnd }
    isolated deinit { onEnd() }
}

var ended = false
var owner: Owner? = Owner { ended = true }
Task.detached { [owner] in _ = owner }
owner = nil
run { ended }
print("isolated deinit: \(ended)")

// Nothing waits now: but for the timer's own, there is no turn.
var turns = 0
var over = false
let timer = MainLoop.timeout(after: .milliseconds(300)) { over = true }
while !over {
    MainLoop.turn(waiting: true)
    turns += 1
}
print("idle: \(turns <= 3)")

var signals = 0
let source = MainLoop.signal(.terminate) { signals += 1 }
kill(getpid(), SIGTERM)
run { signals == 1 }
print("signal: \(signals)")
