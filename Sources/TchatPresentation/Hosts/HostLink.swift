import FoundationEssentials
import Localization
import TchatClient
import TchatModel

/// What the conversations with a host need of it; the host's model keeps it up to date.
final class HostLink {
    /// Talks to the host; another one after the host was paired with anew.
    var client: any HostClient
    /// What is kept on this computer; nil before the host's identifier is known.
    var storage: (any HostStorage)?
    /// What the user has set going.
    let work: WorkQueue
    /// The time, for what is shown before the host has it.
    let now: @Sendable () -> Date
    /// Whether the host is heard.
    var isLive = false
    /// Whether the host can't be heard, and it is known why; false also while the first attempt is under way.
    var isUnheard = false
    /// Whether the user left the host, which is asked nothing then.
    var isLeft = false
    /// What the user may do there; nil before that is known.
    var role: Role?
    /// What the user is called there; nil before that is known.
    var person: String?
    /// What to call the host.
    var hostTitle = ""
    /// Who is there; nil while the host can't be heard.
    var presence: Presence?
    /// What the machine did lately, for the plots of cards.
    var history = VitalsHistory()
    /// Something new was kept and wants to be delivered.
    var onAccepted: () -> Void = {}
    /// The user has read a conversation up to an entry.
    var onRead: (_ id: Int, _ conversation: String) -> Void = { _, _ in }
    /// Something to say to a screen reader.
    var onAnnouncement: (String) -> Void = { _ in }
    /// Whether the window has the focus and shows this host.
    var isLookedAt = false
    /// The control words that the role allows, with what each will do.
    var offers: () -> [ControlOffer] = { [] }
    /// Measures waits, such as the one before a search.
    var clock: any Clock<Duration> = NetworkClock()
    /// The time zone of what is shown.
    var zone = ClockZone.local

    init(client: any HostClient, work: WorkQueue, now: @escaping @Sendable () -> Date) {
        self.client = client
        self.work = work
        self.now = now
    }

    /// Whether a conversation is written to, and read, as who answers at the host.
    func asOperator(_ conversation: String) -> Bool {
        (role ?? .guest) >= .operator && conversation != person
    }
}
