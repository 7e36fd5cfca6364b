import Foundation
import GLibSupport
import Observation
import Testing

@Suite struct ObserverTests {
    @Observable final class Model {
        var title = "a"
        var subtitle = "x"
        var showsSubtitle = false
    }

    private let model = Model()

    /// How many pages of 4 KiB the process has in memory (proc(5)).
    private func residentPages() throws -> Int {
        let words = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return try #require(Int(words[1]))
    }

    @Test func `It runs at once, and once for many changes`() {
        var seen: [String] = []
        let observer = Observer()
        observer.track { seen.append(model.title) }
        #expect(seen == ["a"])
        model.title = "b"
        model.title = "c"
        #expect(seen == ["a"])
        GTKTest.settle()
        #expect(seen == ["a", "c"])
        model.title = "d"
        GTKTest.settle()
        #expect(seen == ["a", "c", "d"])
    }

    @Test func `What was read forgets an observer that ended`() throws {
        func observe(times: Int) {
            for number in 1...times {
                let observer = Observer()
                observer.track { _ = model.title }
                if number.isMultiple(of: 2) { observer.stop() }
                if number.isMultiple(of: 500) { GTKTest.settle() }
            }
        }
        observe(times: 1000)
        let before = try residentPages()
        // Some tens of megabytes, if it remembered them.
        observe(times: 40_000)
        #expect(try residentPages() < before + 2000)
    }

    @Test func `Nothing runs while nothing that was read changes`() {
        var runs = 0
        let observer = Observer()
        observer.track {
            runs += 1
            _ = model.showsSubtitle ? model.subtitle : model.title
        }
        model.subtitle = "y"
        GTKTest.settle()
        #expect(runs == 1)
        #expect(!MainLoop.turn())
        model.showsSubtitle = true
        GTKTest.settle()
        #expect(runs == 2)
        model.title = "unread now"
        GTKTest.settle()
        #expect(runs == 2)
        model.subtitle = "z"
        GTKTest.settle()
        #expect(runs == 3)
    }

    @Test func `It ends with its owner, even when a run was due`() {
        var runs = 0
        weak var witness: Witness?
        do {
            let held = Witness()
            witness = held
            let observer = Observer()
            observer.track {
                _ = held
                _ = model.title
                runs += 1
            }
            model.title = "b"
        }
        GTKTest.settle()
        #expect(runs == 1)
        #expect(witness == nil)
        model.title = "c"
        GTKTest.settle()
        #expect(runs == 1)
    }

    @Test func `It can be stopped and used anew`() {
        var seen: [String] = []
        let observer = Observer()
        observer.track { seen.append("first \(model.title)") }
        observer.stop()
        observer.track { seen.append("second \(model.title)") }
        model.title = "b"
        GTKTest.settle()
        #expect(seen == ["first a", "second a", "second b"])
    }

    @Test func `It runs before what is drawn, after what is urgent`() {
        var order: [String] = []
        let observer = Observer()
        observer.track { order.append(model.title) }
        MainLoop.idle { order.append("idle") }
        model.title = "b"
        MainLoop.idle(priority: .normal) { order.append("normal") }
        #expect(GTKTest.turn { order.count == 4 })
        #expect(order == ["a", "normal", "b", "idle"])
    }
}
