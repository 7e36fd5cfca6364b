public import TchatModel

/// What a client says of its host while it follows it.
public enum HostWords {
    /// The host is heard again.
    public static func isBack(_ host: String) -> String { tr("{host} is back.", ["host": host]) }

    /// The host is not heard any more; the reason is a sentence.
    public static func isAway(_ host: String, reason: String) -> String {
        tr("{reason} What you write is kept and goes out when {host} is back.", ["reason": reason, "host": host])
    }

    /// What was said is not taken, though the host is heard.
    public static func takesNothing(reason: String) -> String {
        tr("Not taken yet, but kept and tried again: {reason}", ["reason": reason])
    }

    /// The host's log ends before what was seen of it.
    public static func logWentBack(_ host: String) -> String {
        tr("{host} has an older log than before, perhaps from a backup: what came later is gone there.", ["host": host])
    }
}

extension Presence {
    /// Who is at the console, where somebody is; safe to show.
    ///
    /// - Parameter host: What the host is called.
    public func consoleSentence(_ host: String) -> String? {
        guard !operators.isEmpty else { return nil }
        let shown = operators.prefix(10).map { $0.visible() }.joined(separator: ", ")
        let others = operators.count - 10
        let names =
            others > 0
            ? tr("{names} and {count} more", ["names": shown, "count": others]) : shown
        return trn(
            "{names} is at the console of {host}.",
            "{names} are at the console of {host}.",
            operators.count,
            ["names": names, "host": host]
        )
    }
}
