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
