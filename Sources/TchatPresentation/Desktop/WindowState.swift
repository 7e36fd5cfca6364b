import FoundationEssentials
import TchatClient
import TchatModel

/// What the window remembers from one time to the next.
public nonisolated struct WindowState: Codable, Equatable, Sendable {
    /// Its width in pixels.
    public var width = 1100
    /// Its height in pixels.
    public var height = 720
    /// Whether it filled the screen.
    public var isMaximized = false
    /// Whether the information panel was open.
    public var isInformationShown = true
    /// The host that was looked at.
    public var selectedHost: String?
    /// The conversation that was looked at there.
    public var selectedConversation: String?
    /// The hosts that the user left, in alphabetical order; nil for none.
    public var leftHosts: [String]?

    /// The state of a first start.
    public init() {}
}

extension WindowState {
    /// What width and height a window can have; what stands in a file may be anything.
    private nonisolated static let possibleSides = 200...16_384

    /// Whether a window can be opened like that.
    nonisolated var isPossible: Bool {
        Self.possibleSides.contains(width) && Self.possibleSides.contains(height)
    }
}

/// The file of the window's state: a convenience, so that one that can't be used is passed over.
nonisolated struct WindowStateFile: Sendable {
    private static let limitBytes = 1 << 16

    let path: String

    /// `$XDG_STATE_HOME/tchat/window.json`, or in `~/.local/state` (XDG Base Directory Specification); nil without a home.
    init?(environment: [String: String]) {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            path = state + "/tchat/window.json"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            path = home + "/.local/state/tchat/window.json"
        } else {
            return nil
        }
    }

    /// The state; nil when there is none, or it is damaged.
    func read() -> WindowState? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let size = attributes?[.size] as? Int, size <= Self.limitBytes,
            attributes?[.type] as? FileAttributeType == .typeRegular,
            let data = try? Data(contentsOf: URL(filePath: path)),
            let state = try? APICoding.decoder().decode(WindowState.self, from: data), state.isPossible
        else { return nil }
        return state
    }

    /// Puts a state in the place of the old one, also for a task that was cancelled.
    func write(_ state: WindowState) async {
        await BlockingWork.run { put(state) }
    }

    private func put(_ state: WindowState) {
        let file = URL(filePath: path)
        let folder = file.deletingLastPathComponent()
        try? FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        // A window that forgets its size on a full disk is not worth a word.
        try? APICoding.encoder().encode(state).write(to: file, options: .atomic)
    }
}
