import Foundation
import GLibSupport
import Synchronization

// What only a program of its own can show, as a test's main thread belongs to another loop: that the main actor runs on
// GLib's. It says what happened, line by line; MainLoopBridgeTests compares.

MainLoop.bridge()
MainLoop.bridge()

/// Where the tasks of no actor run, and how many of their steps ran there.
let ownQueue = DispatchQueue(label: "own")
let ownKey = DispatchSpecificKey<Bool>()
ownQueue.setSpecific(key: ownKey, value: true)
nonisolated let steps = Mutex(0)
GlobalTasks.run { [ownQueue] step in
    steps.withLock { $0 += 1 }
    ownQueue.async(execute: step)
}

/// Whether this is a step of such a task.
nonisolated func isOnOwnQueue(_ key: DispatchSpecificKey<Bool>) -> Bool { DispatchQueue.getSpecific(key: key) == true }

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

var areGlobalTasksOnOwnQueue: Bool?
Task { [ownKey] in
    let detached = await Task.detached { isOnOwnQueue(ownKey) }.value
    let child = await withTaskGroup(of: Bool.self) { group in
        group.addTask { isOnOwnQueue(ownKey) }
        return await group.next()
    }
    areGlobalTasksOnOwnQueue = detached && child == true && !isOnOwnQueue(ownKey)
}
run { areGlobalTasksOnOwnQueue != nil }
print("global tasks: \(areGlobalTasksOnOwnQueue == true), \(steps.withLock { $0 } >= 1000)")

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
