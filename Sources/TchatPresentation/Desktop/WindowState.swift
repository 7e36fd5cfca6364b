import FoundationEssentials
import LocalFiles
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

    /// `tchat/window.json` in the folder for state; nil without a home.
    init?(environment: [String: String]) {
        guard let folder = UserFolders.state(environment) else { return nil }
        path = folder + "/tchat/window.json"
    }

    /// The state; nil when there is none, or it is damaged.
    func read() -> WindowState? {
        guard let content = try? DurableFile(path: path).read(limitBytes: Self.limitBytes),
            let state = try? APICoding.decoder().decode(WindowState.self, from: Data(content.bytes)), state.isPossible
        else { return nil }
        return state
    }

    /// Puts a state in the place of the old one, also for a task that was cancelled.
    func write(_ state: WindowState) async {
        await BlockingWork.run { put(state) }
    }

    private func put(_ state: WindowState) {
        // A window that forgets its size on a full disk is not worth a word.
        guard let json = try? APICoding.encoder().encode(state) else { return }
        try? Folder(of: path).make()
        try? DurableFile(path: path).replace(with: json)
    }
}
