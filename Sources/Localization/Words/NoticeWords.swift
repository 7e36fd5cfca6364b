public import TchatModel

extension HostEvent {
    /// What happened, as a sentence without its end.
    ///
    /// - Parameter values: What is known of it.
    public func sentence(_ values: NoticeValues) -> String {
        switch (self, values.words) {
        case (_, nil): words
        case (.refused, let detail?): tr("Not allowed: {detail}", ["detail": detail])
        case (_, let detail?): tr("{event} ({detail})", ["event": words, "detail": detail])
        }
    }

    private var words: String {
        switch self {
        case .started: tr("The server started")
        case .rebooted: tr("The machine was rebooted, and the server started")
        case .stopping: tr("The server stops")
        case .reset: tr("The server is reset: everyone has to connect again")
        case .refused: tr("Something was refused")
        case .paired: tr("Paired")
        case .revoked: tr("Shut out")
        }
    }
}

extension ControlAction {
    /// That it was used, as a sentence without its end.
    ///
    /// - Parameter author: By whom; absent where the reader did.
    public func sentence(by author: String?) -> String {
        author.map { tr("{person} used {word}", ["person": $0.visible(), "word": rawValue]) }
            ?? tr("You used {word}", ["word": rawValue])
    }
}

extension NoticeValues {
    /// Who, as what and by which means, safe to show; absent where nothing of it is known.
    fileprivate var words: String? {
        if let role {
            return means == .token ? tr("{role}, with a token", ["role": role.asWords]) : role.asWords
        }
        if let by { return tr("by {name}", ["name": by.visible()]) }
        if let attempt { return attempt.words }
        return otherText.flatMap { $0.isEmpty ? nil : $0.visible() }
    }
}

extension NoticeValues.Attempt {
    fileprivate var words: String {
        switch self {
        case .message: tr("a message")
        case .control(let action): action.rawValue
        }
    }
}

extension Role {
    fileprivate var asWords: String {
        switch self {
        case .guest: tr("as a guest")
        case .member: tr("as a member")
        case .operator: tr("as an operator")
        case .admin: tr("as an administrator")
        }
    }
}
