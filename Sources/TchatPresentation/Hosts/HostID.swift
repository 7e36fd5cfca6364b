import FoundationEssentials
import TchatModel

nonisolated extension HostModel.ID {
    private static let thisComputerText = "this-computer"

    /// How it is written down, in the window's state and as an action's target.
    public var text: String {
        switch self {
        case .thisComputer: Self.thisComputerText
        case .paired(let id): id.lowercased
        }
    }

    /// Reads what ``text`` wrote; nil for anything else.
    public init?(text: String) {
        if text == Self.thisComputerText {
            self = .thisComputer
        } else if let id = UUID(uuidString: text) {
            self = .paired(id)
        } else {
            return nil
        }
    }
}
