/// What a person may do on a host; each role includes the ones before it.
public enum Role: String, CaseIterable, Codable, Comparable, Sendable {
    /// Asks the machine.
    case guest
    /// Also talks with the operator.
    case member
    /// Also reads and answers every conversation.
    case `operator`
    /// Also controls the server and manages people.
    case admin

    /// Orders roles by what they allow.
    public static func < (left: Role, right: Role) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .guest: 0
        case .member: 1
        case .operator: 2
        case .admin: 3
        }
    }
}
