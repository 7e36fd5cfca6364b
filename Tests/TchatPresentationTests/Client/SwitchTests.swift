import Testing

@testable import TchatPresentation

@Suite(.serialized, .timeLimit(.minutes(1))) struct SwitchTests {
    private final class Work {
        var started = 0
        var running = 0

        func run() async {
            started += 1
            running += 1
            defer { running -= 1 }
            for await _ in AsyncStream<Never>.makeStream().stream {}
        }
    }

    private let work = Work()

    @Test func `Work runs while it is on`() async throws {
        let light = Switch()
        let work = work
        try await withRunning {
            await light.whileOn { _ in await work.run() }
        } _: {
            await settle()
            #expect(work.started == 0)
            light.isOn = true
            try await eventually { work.running == 1 }
            light.isOn = true
            await settle()
            #expect(work.started == 1)
            light.isOn = false
            try await eventually { work.running == 0 }
            light.isOn = true
            try await eventually { work.started == 2 }
        }
        #expect(work.running == 0)
    }

    @Test func `Off and on again at once is a new beginning`() async throws {
        let light = Switch(isOn: true)
        let work = work
        try await withRunning {
            await light.whileOn { _ in await work.run() }
        } _: {
            try await eventually { work.running == 1 }
            light.restart()
            try await eventually { work.started == 2 }
            #expect(work.running == 1)
        }
    }

    @Test func `Work that is done is not done again before it is off`() async throws {
        let light = Switch(isOn: true)
        var count = 0
        try await withRunning {
            await light.whileOn { _ in count += 1 }
        } _: {
            try await eventually { count == 1 }
            await settle()
            #expect(count == 1)
            light.restart()
            try await eventually { count == 2 }
        }
    }
}
