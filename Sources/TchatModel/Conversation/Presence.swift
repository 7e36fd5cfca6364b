/// Who is connected now, as far as the one who is told may know.
public struct Presence: Codable, Hashable, Sendable {
    /// The operators at a console, by name; when it is empty, messages wait.
    public var operators: [String]
    /// The people who are connected; absent for those who may not know.
    public var people: [String]?

    /// Makes a presence of its parts.
    public init(operators: [String], people: [String]? = nil) {
        self.operators = operators
        self.people = people
    }
}
