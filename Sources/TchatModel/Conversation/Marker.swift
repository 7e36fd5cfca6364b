/// How far one reader has received and seen a conversation; both only grow.
public struct Marker: Codable, Hashable, Sendable {
    /// The conversation that is read.
    public var conversation: String
    /// Who reads it.
    public var reader: Author
    /// The id of the last entry that reached the reader; absent when none is known to have.
    public var delivered: Int?
    /// The id of the last entry the reader has seen; absent when none is known to have been.
    public var read: Int?

    /// Makes a marker of its parts.
    public init(conversation: String, reader: Author, delivered: Int? = nil, read: Int? = nil) {
        self.conversation = conversation
        self.reader = reader
        self.delivered = delivered
        self.read = read
    }
}

/// What a reader says about its own marker; what is absent stays as it is.
public struct MarkerUpdate: Codable, Hashable, Sendable {
    /// The id of the last entry that reached the reader.
    public var delivered: Int?
    /// The id of the last entry the reader has seen; whatever is seen was delivered too.
    public var read: Int?

    /// Makes an update of its parts.
    public init(delivered: Int? = nil, read: Int? = nil) {
        self.delivered = delivered
        self.read = read
    }
}
