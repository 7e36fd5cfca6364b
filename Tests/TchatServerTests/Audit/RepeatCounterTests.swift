import Foundation
import Testing

@testable import TchatServer

@Suite struct RepeatCounterTests {
    private typealias Counter = RepeatCounter<String>

    private static func second(_ second: Int) -> Date { Date(timeIntervalSinceReferenceDate: Double(second)) }

    private static func repeats(_ kind: String, _ count: Int, _ first: Int, _ last: Int) -> Counter.Repeats {
        Counter.Repeats(kind: kind, count: count, firstAt: second(first), lastAt: second(last))
    }

    @Test func `The first is told at once, and those after it once with their number`() {
        var counter = Counter(limit: 10)
        #expect(counter.note("a", orElse: nil, at: Self.second(0)) == "a")
        #expect(counter.note("b", orElse: nil, at: Self.second(1)) == "b")
        for second in 2...9 { #expect(counter.note("a", orElse: nil, at: Self.second(second)) == nil) }
        #expect(counter.endWindow() == [Self.repeats("a", 8, 2, 9)])
    }

    @Test func `What goes on is told once a window, and what has ended is told at once when it begins again`() {
        var counter = Counter(limit: 10)
        _ = counter.note("a", orElse: nil, at: Self.second(0))
        _ = counter.note("a", orElse: nil, at: Self.second(1))
        _ = counter.endWindow()
        #expect(counter.note("a", orElse: nil, at: Self.second(61)) == nil)
        #expect(counter.endWindow() == [Self.repeats("a", 1, 61, 61)])
        #expect(counter.endWindow() == [])
        #expect(counter.count == 0)
        #expect(counter.note("a", orElse: nil, at: Self.second(200)) == "a")
        #expect(counter.endWindow() == [])
    }

    @Test func `More kinds than it has room for are counted together`() {
        var counter = Counter(limit: 2)
        for kind in ["a", "b"] { #expect(counter.note(kind, orElse: "common", at: Self.second(0)) == kind) }
        #expect(counter.note("c", orElse: "common", at: Self.second(1)) == "common")
        for second in 2...100_000 {
            #expect(counter.note("kind \(second)", orElse: "common", at: Self.second(second)) == nil)
        }
        #expect(counter.note("d", orElse: nil, at: Self.second(3)) == nil)
        #expect(counter.note("b", orElse: "common", at: Self.second(4)) == nil)
        #expect(counter.count == 3)
        #expect(counter.endWindow() == [Self.repeats("common", 99_999, 2, 100_000), Self.repeats("b", 1, 4, 4)])
        #expect(counter.note("c", orElse: "common", at: Self.second(120_000)) == nil)
        #expect(counter.endWindow() == [Self.repeats("common", 1, 120_000, 120_000)])
        #expect(counter.note("c", orElse: "common", at: Self.second(120_060)) == "c")
    }
}
