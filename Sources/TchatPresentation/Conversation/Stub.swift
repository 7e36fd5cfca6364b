import TchatClient
import TchatModel

// Until the conversation's own models are there.
extension ConversationModel {
    convenience init(name: String, isOwn: Bool, title: String, link: HostLink) {
        self.init(name: name, isOwn: isOwn, title: title)
    }
    func begin() async { isLoaded = true }
    func take(_ entry: Entry) {
        preview = entry.text ?? preview
        if entry.kind == .message { unread += 1 }
    }
    func take(_ marker: Marker) { if marker.read != nil { unread = 0 } }
    func take(_ summary: ConversationSummary) { unread = summary.unread }
    func presenceChanged() {}
    func logWentBack(to id: Int) {}
    func delivered(_ entry: Entry) {}
    func refused(_ item: OutboxItem, reason: String) {}
    func waitingChanged(_ items: [OutboxItem]) {}
}
extension InformationModel {
    func take(history: [Vitals]) {}
    func take(_ vitals: Vitals, facts: HostFacts?) { cpuText = "\(vitals.at)" }
    func setStale(_ stale: Bool) { isStale = stale }
}
