import Foundation
import GLibSupport
import Testing

@Suite struct MainLoopTests {
    @Test func `What is more urgent goes first`() {
        var order: [String] = []
        MainLoop.idle { order.append("idle") }
        MainLoop.idle(priority: .beforeDrawing) { order.append("before drawing") }
        MainLoop.idle(priority: .normal) { order.append("normal") }
        #expect(GTKTest.turn { order.count == 3 })
        #expect(order == ["normal", "before drawing", "idle"])
    }

    @Test func `A timeout fires until it is cancelled`() {
        var count = 0
        let source = MainLoop.timeout(every: .milliseconds(2)) { count += 1 }
        #expect(GTKTest.turn { count == 3 })
        #expect(source.isActive)
        source.cancel()
        source.cancel()
        #expect(!source.isActive)
        #expect(waited(milliseconds: 10))
        #expect(count == 3)
    }

    @Test func `A timeout ends with whoever holds it`() {
        var count = 0
        var source: Source? = MainLoop.timeout(every: .milliseconds(2)) { count += 1 }
        #expect(GTKTest.turn { count == 1 })
        #expect(source != nil)
        source = nil
        #expect(waited(milliseconds: 10))
        #expect(count == 1)
    }

    @Test func `A delay fires once`() {
        var count = 0
        let source = MainLoop.timeout(after: .milliseconds(2)) { count += 1 }
        #expect(GTKTest.turn { count == 1 })
        #expect(!source.isActive)
        source.cancel()
        #expect(waited(milliseconds: 10))
        #expect(count == 1)
    }

    @Test func `A source can be cancelled by its own handler`() {
        var count = 0
        var source: Source?
        source = MainLoop.timeout(every: .milliseconds(1)) {
            count += 1
            source?.cancel()
        }
        #expect(waited(milliseconds: 10))
        #expect(count == 1)
        source = nil
    }

    @Test func `A handler is released with its source`() {
        weak var witness: Witness?
        do {
            let held = Witness()
            witness = held
            let source = MainLoop.timeout(every: .seconds(60)) { _ = held }
            #expect(source.isActive)
            MainLoop.idle { _ = held }
        }
        #expect(GTKTest.turn { witness == nil })
    }

    /// Turns the loop for a while.
    private func waited(milliseconds: Int) -> Bool {
        var isOver = false
        let timer = MainLoop.timeout(after: .milliseconds(milliseconds)) { isOver = true }
        defer { timer.cancel() }
        return GTKTest.turn { isOver }
    }
}

@Suite struct MainLoopBridgeTests {
    @Test(.timeLimit(.minutes(1))) func `The main actor runs on GLib's loop`() async throws {
        let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let process = Process()
        let output = Pipe()
        process.executableURL = folder.appendingPathComponent("main-loop-program")
        process.standardOutput = output
        try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in ended.resume() }
            do { try process.run() } catch { ended.resume(throwing: error) }
        }
        let text = try output.fileHandleForReading.readToEnd().map { String(decoding: $0, as: UTF8.self) }
        #expect(process.terminationStatus == 0)
        #expect(
            text == """
                task: true
                hops: 1000
                global tasks: true, true
                isolated deinit: true
                idle: true
                signal: 1

                """
        )
    }
}
