import TchatModel
import Testing

@testable import TchatServer

@Suite struct PresenceCountsTests {
    @Test func `Only the first connection of a name and the last are news`() {
        var counts = PresenceCounts()
        let came = [
            counts.add("alice"), counts.add("alice"), counts.add("eve", isConsole: true),
            counts.add("eve", isConsole: true),
        ]
        #expect(came == [.forOperators, nil, .forEveryone, nil])
        let left = [counts.remove("alice"), counts.remove("eve", isConsole: true)]
        #expect(left == [nil, nil])
        #expect(counts.presence(for: .operator) == Presence(operators: ["eve"], people: ["alice"]))
        let last = [counts.remove("alice"), counts.remove("eve", isConsole: true), counts.remove("alice")]
        #expect(last == [.forOperators, .forEveryone, nil])
        #expect(counts.presence(for: .admin) == Presence(operators: [], people: []))
    }

    @Test func `Who is no operator is told the operators alone`() {
        var counts = PresenceCounts()
        _ = counts.add("alice")
        _ = counts.add("eve", isConsole: true)
        for role in [Role.guest, .member] { #expect(counts.presence(for: role) == Presence(operators: ["eve"])) }
    }

    @Test func `Names are in order, whatever the order in which they come and go`() {
        var counts = PresenceCounts()
        var random = SplitMix64(state: 12)
        var expected: [String: Int] = [:]
        for _ in 0..<2000 {
            let name = "p\(Int.random(in: 0..<50, using: &random))"
            if Bool.random(using: &random) {
                _ = counts.add(name)
                expected[name, default: 0] += 1
            } else if let count = expected[name] {
                _ = counts.remove(name)
                expected[name] = count > 1 ? count - 1 : nil
            }
        }
        #expect(counts.presence(for: .operator).people == expected.keys.sorted())
    }
}
