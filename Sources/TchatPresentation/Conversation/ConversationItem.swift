public import FoundationEssentials
import Localization
public import Observation
public import TchatModel

/// One row of a conversation; what it shows may change while it stays where it is.
@Observable public final class ConversationItem: Identifiable {
    /// What the row stands for.
    public nonisolated enum ID: Hashable, Sendable {
        /// An entry of the log, or one that waits to be delivered, by its UUID.
        case entry(UUID)
        /// The beginning of a day, `2026-11-23`; it stays the same row when what was said earlier that day comes in.
        case day(String)
        /// The beginning of a day that is not later than one before, by the first entry's UUID: the host's clock was put back.
        case dayAgain(UUID)
        /// Where the unread messages begin.
        case unreadMark
    }

    /// What the row shows.
    public nonisolated enum Content: Equatable, Sendable {
        /// A separator between days: `Today`, `Monday, 23 November`.
        case day(String)
        /// A separator above what was not read yet.
        case unreadMark(String)
        /// Words between people.
        case bubble(Bubble)
        /// What the machine answered, with the question.
        case card(Card)
        /// Something that happened, or a control word.
        case notice(Notice)
    }

    /// Which row it is.
    public let id: ID
    /// What it shows.
    public internal(set) var content: Content
    /// The same as one text for a screen reader.
    public internal(set) var accessibleText: String

    init(id: ID, content: Content, accessibleText: String) {
        self.id = id
        self.content = content
        self.accessibleText = accessibleText
    }
}

/// How far something that was said here has come.
public nonisolated enum DeliveryMark: Equatable, Sendable {
    /// It is kept on this computer until the host is back.
    case waiting
    /// The host has it.
    case sent
    /// It reached the other side.
    case delivered
    /// The other side has seen it.
    case read
    /// The host will never take it; one sentence says why.
    case refused(String)

    /// The mark in words: `kept until the host is back`, `sent`, `delivered`, `read`, `not taken: …`.
    public var text: String {
        switch self {
        case .waiting: tr("kept until the host is back")
        case .sent: tr("sent")
        case .delivered: tr("delivered")
        case .read: tr("read")
        case .refused(let reason): tr("not taken: {reason}", ["reason": reason])
        }
    }
}

/// Words between people, as a bubble.
public nonisolated struct Bubble: Equatable, Sendable {
    /// Who says it; safe to show.
    public var author: String
    /// Whether the user said it (then it stands at the end of the line).
    public var isOwn: Bool
    /// What is said; safe to show, may have several lines.
    public var text: String
    /// When, as shown: `14:05`.
    public var time: String
    /// How far it has come; nil for what others said.
    public var mark: DeliveryMark?
    /// Whether it follows another bubble of the same author closely, so that the author need not be shown again.
    public var continuesGroup: Bool
}

/// What the machine answered, as a card.
public nonisolated struct Card: Equatable, Sendable {
    /// One figure of the card.
    public nonisolated struct Field: Equatable, Sendable {
        /// What it is: `Used`.
        public var label: String
        /// How much, with its unit: `3.1 GiB`.
        public var value: String
        /// The share from 0 to 1 for a small bar, where it is one.
        public var fraction: Double?
    }

    /// What was asked.
    public var item: Item
    /// The card's title: `Processor`.
    public var title: String
    /// Who asked, for cards somebody else asked for: `alice asked`; nil for the user's own.
    public var askedBy: String?
    /// The main figure: `12.5 %`, `vm`; nil while the answer is awaited.
    public var headline: String?
    /// More figures.
    public var fields: [Field]
    /// What the host said in its own words; shown when there is no reading.
    public var text: String?
    /// The last minutes before the answer, where there is a series.
    public var plot: Plot?
    /// When, as shown.
    public var time: String
    /// How far the question has come; nil once it is answered, or when somebody else asked.
    public var mark: DeliveryMark?
}

/// Something that happened, as a quiet line.
public nonisolated struct Notice: Equatable, Sendable {
    /// What kind of line it is, for its symbol.
    public nonisolated enum Kind: Equatable, Sendable {
        /// The server or machine started, stops, is reset.
        case host
        /// Somebody was let in or shut out.
        case person
        /// A control word was used.
        case control
        /// Something was refused.
        case refusal
        /// The machine warns.
        case alert
    }

    /// What kind of line it is.
    public var kind: Kind
    /// What happened: `alice used reset`, `The server started`.
    public var text: String
    /// When, as shown.
    public var time: String
}
