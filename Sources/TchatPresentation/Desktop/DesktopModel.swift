public import Observation

/// Everything the window shows and decides.
@Observable public final class DesktopModel {
    /// What fills the window beside the list of hosts.
    public nonisolated enum Page: Equatable {
        /// No host is known yet: says what Tchat is, and offers to connect.
        case welcome
        /// The form that adds a host.
        case connection
        /// The selected host: its conversation, or why there is none.
        case host
    }

    /// The hosts: this computer first while its server runs (or ran since the window opened), then the paired ones.
    public private(set) var hosts: [HostModel] = []
    /// The host that is looked at.
    public private(set) var selectedHost: HostModel?
    /// What is shown.
    public private(set) var page = Page.welcome
    /// The form that adds a host.
    public let connectionForm = ConnectionForm()
    /// Why the list of paired hosts, or the window's state, can't be used; one sentence.
    public private(set) var failure: String?
    /// What the window remembers.
    public var windowState = WindowState()
    /// Tells of something to notify of, or to withdraw; set by the window.
    @ObservationIgnored public var onNotification: ((DesktopNotification) -> Void)?
    /// Tells of something to say to a screen reader; set by the window.
    @ObservationIgnored public var onAnnouncement: ((String) -> Void)?

    /// Makes the model of a window that is not open yet.
    public init() {}

    /// Follows the hosts until the task is cancelled.
    public func run() async {}

    /// Shows a host.
    public func select(_ host: HostModel) {}
    /// Shows the form that adds a host.
    public func addHost() {}
    /// Shows the form for a host whose key changed or that doesn't let the user in: its address stands there already.
    public func pairAgain(_ host: HostModel) {}
    /// Goes back from the form to what was shown before.
    public func leaveConnectionForm() {}
    /// Forgets a paired host: its token, its key and the copies of its conversations.
    public func forget(_ host: HostModel) {}
    /// Opens what a notification told of.
    public func open(_ target: DesktopNotification.Target) {}
    /// Tells whether the window can be seen at all; hidden, nothing is sampled and nothing wakes up.
    public func setVisible(_ isVisible: Bool) {}
    /// Tells whether the window has the focus; only then is something read.
    public func setActive(_ isActive: Bool) {}
}

/// A new message that the user should hear of, or one that needs no notification any more.
public nonisolated enum DesktopNotification: Equatable {
    /// Where it leads.
    public nonisolated struct Target: Hashable {
        /// The host's identifier.
        public var host: HostModel.ID
        /// The conversation's name.
        public var conversation: String

        /// Names a conversation.
        public init(host: HostModel.ID, conversation: String) {
            self.host = host
            self.conversation = conversation
        }
    }

    /// Someone said something; a later one with the same target replaces it.
    case show(Target, title: String, body: String)
    /// It was read.
    case withdraw(Target)
}

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

    /// The state of a first start.
    public init() {}
}
