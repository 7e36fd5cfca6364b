public import FoundationEssentials
public import TchatModel

/// What is to be added to the audit trail, which gives it its id and, unless it was counted, its time.
public struct NewAuditRecord: Hashable, Sendable {
    /// What happened.
    public var event: AuditEvent
    /// Who did it, or whom it is about, as far as known.
    public var person: String?
    /// Where it came from.
    public var address: String?
    /// The role that was given.
    public var role: Role?
    /// Who gave or took it.
    public var by: String?
    /// What was to be done.
    public var action: ControlAction?
    /// The method of the request.
    public var method: String?
    /// The route of the request, with its parameters' names.
    public var route: String?
    /// How often and when it happened; absent for once and now.
    public var repeats: Repeats?

    /// How often something happened, and when.
    public struct Repeats: Hashable, Sendable {
        /// How often, 1 or more.
        public var count: Int
        /// The first time.
        public var firstAt: Date
        /// The last time.
        public var lastAt: Date

        /// Makes it of its parts.
        public init(count: Int, firstAt: Date, lastAt: Date) {
            self.count = count
            self.firstAt = firstAt
            self.lastAt = lastAt
        }
    }

    /// Makes a record of what each has; the rest is set as far as there is any.
    public init(_ event: AuditEvent, person: String? = nil, address: String? = nil) {
        self.event = event
        self.person = person
        self.address = address
    }
}
