import TchatModel

/// Who is connected, kept by counting each one's connections.
struct PresenceCounts {
    /// Whom a change concerns.
    enum Change {
        /// Everyone may know which operators are at a console.
        case forEveryone
        /// Only operators may know who else is there.
        case forOperators
    }

    private var operators = CountedNames()
    private var people = CountedNames()

    /// A connection begins.
    ///
    /// - Returns: Whom that tells something new.
    mutating func add(_ name: String, isConsole: Bool = false) -> Change? {
        if isConsole { return operators.add(name) ? .forEveryone : nil }
        return people.add(name) ? .forOperators : nil
    }

    /// A connection that was added ends.
    ///
    /// - Returns: Whom that tells something new.
    mutating func remove(_ name: String, isConsole: Bool = false) -> Change? {
        if isConsole { return operators.remove(name) ? .forEveryone : nil }
        return people.remove(name) ? .forOperators : nil
    }

    /// Who is there, as far as someone of a role may know.
    func presence(for role: Role) -> Presence {
        Presence(operators: operators.sorted, people: role >= .operator ? people.sorted : nil)
    }
}

/// Names with how often each is there.
private struct CountedNames {
    private var counts: [String: Int] = [:]
    /// Kept in order, so that nobody sorts thousands of names because one more has come.
    private(set) var sorted: [String] = []

    /// - Returns: Whether the name is new.
    mutating func add(_ name: String) -> Bool {
        counts[name, default: 0] += 1
        guard counts[name] == 1 else { return false }
        sorted.insert(name, at: place(of: name))
        return true
    }

    /// - Returns: Whether that was the last of the name.
    mutating func remove(_ name: String) -> Bool {
        guard let count = counts[name] else { return false }
        counts[name] = count == 1 ? nil : count - 1
        guard count == 1 else { return false }
        sorted.remove(at: place(of: name))
        return true
    }

    /// Where the name is, or belongs.
    private func place(of name: String) -> Int {
        var (low, high) = (sorted.startIndex, sorted.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < name { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
