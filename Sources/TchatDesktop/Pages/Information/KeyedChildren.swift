import GLibSupport

/// Where the pieces of a list can be put: a box, a list box.
protocol Container: AnyObject {
    func insert(_ child: Widget, at index: Int, after sibling: Widget?)
    func remove(_ child: Widget)
}

extension Box: Container {
    func insert(_ child: Widget, at index: Int, after sibling: Widget?) { insert(child, after: sibling) }
}

extension ListBox: Container {
    func insert(_ child: Widget, at index: Int, after sibling: Widget?) { insert(child, at: index) }
}

/// A piece of a list, that shows one of its elements and can go on to show the same one changed.
protocol KeyedChild: AnyObject {
    associatedtype Element: Identifiable
    var widget: Widget { get }
    init()
    func show(_ element: Element)
}

/// Keeps what a container shows in step with a list: what stays is changed in place, the rest comes and goes.
final class KeyedChildren<Child: KeyedChild> {
    /// What is shown, in its order.
    private(set) var children: [Child] = []
    private var keys: [Key] = []
    private let container: any Container

    /// Two elements of the same name are told apart by which of them comes first.
    private struct Key: Hashable {
        var id: Child.Element.ID
        var occurrence: Int
    }

    /// Begins with an empty container, which it does not keep alive beyond its own life.
    init(in container: any Container) {
        self.container = container
    }

    /// Shows these.
    func show(_ elements: [Child.Element]) {
        let wanted = keys(of: elements)
        if wanted != keys { arrange(wanted) }
        for (child, element) in zip(children, elements) { child.show(element) }
    }

    private func keys(of elements: [Child.Element]) -> [Key] {
        var occurrences: [Child.Element.ID: Int] = [:]
        return elements.map { element in
            let occurrence = occurrences[element.id, default: 0]
            occurrences[element.id] = occurrence + 1
            return Key(id: element.id, occurrence: occurrence)
        }
    }

    private func arrange(_ wanted: [Key]) {
        var known = Dictionary(uniqueKeysWithValues: zip(keys, children))
        let staying = Set(wanted)
        for (key, child) in known where !staying.contains(key) {
            container.remove(child.widget)
            known[key] = nil
        }
        // Those that stay in the order they were in needn't be touched.
        var present = keys.filter { staying.contains($0) }
        var arranged: [Child] = []
        for (index, key) in wanted.enumerated() {
            let child = known[key] ?? Child()
            if present.first == key {
                present.removeFirst()
            } else {
                if let other = present.firstIndex(of: key) {
                    present.remove(at: other)
                    container.remove(child.widget)
                }
                container.insert(child.widget, at: index, after: arranged.last?.widget)
            }
            arranged.append(child)
        }
        children = arranged
        keys = wanted
    }
}
