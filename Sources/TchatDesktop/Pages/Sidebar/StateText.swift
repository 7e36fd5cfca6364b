import Localization
import TchatPresentation

/// How it stands with a host, in a few words and as a dot.
struct StateText {
    /// The dot's class in the style sheet.
    enum Dot: String, CaseIterable {
        /// Somebody is at the console.
        case attended
        /// It is heard, and nobody is at the console.
        case unattended
        /// It is not heard for now.
        case away
        /// Something has to be done first.
        case blocked
    }

    /// What stands below the title.
    let subtitle: String
    /// More about it, where there is more.
    let sentence: String
    /// The dot.
    let dot: Dot

    init(_ host: HostModel) {
        switch host.state {
        case .connecting: self.init(tr("Connecting…"), "", .away)
        case .live:
            self.init(host.subtitle, host.presenceText ?? "", host.isAttended == true ? .attended : .unattended)
        case .away(let reason): self.init(tr("Not reachable"), reason, .away)
        case .disconnected: self.init(tr("Disconnected"), "", .away)
        case .keyChanged: self.init(tr("Its key has changed"), "", .blocked)
        case .shutOut(let reason): self.init(tr("No longer lets you in"), reason, .blocked)
        }
    }

    private init(_ subtitle: String, _ sentence: String, _ dot: Dot) {
        self.subtitle = subtitle
        self.sentence = sentence
        self.dot = dot
    }
}
