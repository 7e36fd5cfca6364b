import GLibSupport
import Testing

@testable import TchatDesktop

@Suite(.serialized, .needsDisplay) struct KeyedChildrenTests {
    nonisolated private struct Element: Identifiable {
        var id: String
        var text = ""
    }

    private final class Piece: KeyedChild {
        let label = Label()
        var widget: Widget { label }
        func show(_ element: Element) { label.text = element.id + element.text }
    }

    init() throws {
        try GTKTest.start()
    }

    private func texts(_ container: Widget) -> [String] {
        container.children.map { $0.property("label", as: String.self) }
    }

    @Test(arguments: [
        ("abc", "abc"), ("", "ab"), ("abc", ""), ("abc", "cab"), ("abc", "ac"), ("ac", "abc"), ("abc", "cxa"),
        ("abcd", "dcba"), ("aab", "aba"), ("ab", "aab"), ("abcde", "ebxad"),
    ])
    func `Shows what there is in its order, and keeps what stays`(before: String, after: String) {
        let box = Box(.vertical)
        let pieces = KeyedChildren<Piece>(in: box)
        pieces.show(before.map { Element(id: String($0)) })
        #expect(texts(box).joined() == before)
        let old = pieces.children
        pieces.show(after.map { Element(id: String($0)) })
        #expect(texts(box).joined() == after)
        #expect(pieces.children.map(\.widget) == box.children)
        // As many pieces of each name are used again as there can be.
        let common = Set(before).reduce(0) { sum, name in
            sum + min(before.count { $0 == name }, after.count { $0 == name })
        }
        #expect(pieces.children.count { piece in old.contains { $0 === piece } } == common)
    }

    @Test func `Changes a piece in place`() {
        let box = Box(.vertical)
        let pieces = KeyedChildren<Piece>(in: box)
        pieces.show([Element(id: "a", text: "1")])
        let piece = pieces.children.first
        pieces.show([Element(id: "a", text: "2")])
        #expect(pieces.children.first === piece)
        #expect(texts(box) == ["a2"])
    }
}
