import NIOCore
import TchatModel

/// One client's conversation in the classic protocol: what came in, what is owed, and in which order.
///
/// It knows no socket and no clock. Events go in through its methods; ``next(measured:)`` gives the actions out, one at
/// a time, until nothing more can be done now. Every message gets one reply, in the order of the messages.
struct ClassicSession {
    enum Action: Equatable {
        /// Send these bytes, at most ``replyBytes``.
        case send(ByteBuffer)
        /// Hand this message to the operator, whose answer comes back through ``answer(_:)``.
        case deliver(String)
        /// Do what the client asked. What it asked of the server is answered when everyone is told to leave.
        case control(ControlAction)
        /// Tell the operator that the client tried what its role does not allow.
        case refused(NoticeValues.Attempt)
        /// Close the connection; nothing comes after it.
        case close
    }

    /// What the original client takes with one `recv`.
    static let replyBytes = 1024

    private let role: Role
    /// What the client may take up.
    private var limits: Limits

    /// Received bytes that are not yet a message.
    private var input = ByteBuffer()
    /// Whether the rest of a message that was too long is being passed over.
    private var isSkipping = false
    /// Whether the client said that it sends nothing more.
    private var isInputClosed = false
    /// What is owed, oldest first.
    private var owed: [Reply] = []
    /// What the operator is to be told, oldest first.
    private var reports: [Action] = []
    /// The end of a reply that was cut; it goes out in front of the next reply.
    private var cut = ByteBuffer()
    private var phase = Phase.talking

    /// Whether ``quietElapsed()`` should be called when nothing more came in for a moment.
    private(set) var awaitsQuiet = false

    /// The question that the last ``Action/send(_:)`` answered; `nil` when it was something else.
    private(set) var answeredQuestion: ClassicQuestion?

    private enum Reply: Equatable {
        case question(ClassicQuestion)
        /// A message the operator was not handed yet.
        case undelivered(String)
        /// The operator has the message.
        case awaitingAnswer
        case answer(String)
        case refusal(String)
        case control(ControlAction)
    }

    private enum Phase {
        case talking
        /// It said that it leaves.
        case leaving
        /// What it asked of the server hits it too, and it is told with everyone else.
        case acting
        case closing
        case closed
    }

    init(role: Role, limits: Limits) {
        self.role = role
        self.limits = limits
    }

    /// Whether more input can be taken; while it can't, the client's own sending waits and nothing is lost.
    var acceptsInput: Bool { owed.count < limits.waitingPerClient }

    /// Whether the next reply only waits for a first measurement.
    var awaitsMeasurement: Bool {
        if case .question? = owed.first { true } else { false }
    }
}

// MARK: - Events

extension ClassicSession {
    /// Bytes came in; their end need not be the end of a message.
    mutating func received(_ bytes: ByteBuffer) {
        // Beyond this there is only what the kernel still held of a client that has closed.
        guard case .talking = phase, input.readableBytes <= limits.messageBytes + Self.longestBacklogBytes else {
            return
        }
        var bytes = bytes
        if input.readableBytes == 0 {
            input = bytes
        } else {
            input.writeBuffer(&bytes)
        }
        takeLines()
    }

    /// All that had arrived was given to ``received(_:)``.
    ///
    /// There is no framing: a known word is a message at once; the end of anything else is known only by the silence
    /// after it, since a long message arrives in several segments.
    mutating func receivedAll() {
        awaitsQuiet = false
        guard input.readableBytes > 0 || isSkipping else { return }
        if !isSkipping, acceptsInput, input.readableBytes <= Self.longestWordBytes,
            let reply = reply(toWord: String(decoding: Self.withoutReturn(input.readableBytesView), as: UTF8.self))
        {
            input = ByteBuffer()
            owed.append(reply)
        } else {
            awaitsQuiet = true
        }
    }

    /// Nothing more came in for a moment, so what there is without a newline is a whole message.
    mutating func quietElapsed() {
        awaitsQuiet = false
        guard acceptsInput else { return }
        isSkipping = false
        guard input.readableBytes > 0 else { return }
        takeMessage(input.readableBytesView)
        input = ByteBuffer()
    }

    /// The client sends nothing more: what it is owed at once still goes out, the operator's answers don't.
    mutating func inputClosed() {
        quietElapsed()
        isInputClosed = true
    }

    /// Other limits count from now on; a higher one may make room for input that waited.
    mutating func use(_ limits: Limits) {
        let waited = !acceptsInput
        self.limits = limits
        if waited { takeWaitingInput() }
    }

    /// The operator answered the oldest message that waits for an answer.
    ///
    /// - Returns: Whether it will be sent: the client may be on its way out.
    @discardableResult mutating func answer(_ text: String) -> Bool {
        guard case .talking = phase, let index = owed.firstIndex(of: .awaitingAnswer) else { return false }
        owed[index] = .answer(text)
        return true
    }

    /// The operator can't take the message that was delivered last, because too many wait already.
    mutating func refuseNewest() {
        guard let index = owed.lastIndex(of: .awaitingAnswer) else { return }
        owed[index] = .refusal(Self.messageRefused)
    }

    /// A delivered message could not be kept, so nobody will answer it.
    ///
    /// - Parameter earlier: How many messages in front of it wait for an answer.
    mutating func refuse(behind earlier: Int) {
        let waiting = owed.indices.filter { owed[$0] == .awaitingAnswer }
        guard earlier < waiting.count else { return }
        owed[waiting[earlier]] = .refusal(Self.messageRefused)
    }

    /// Takes the lines that are complete, as long as more replies may be owed.
    private mutating func takeLines() {
        while acceptsInput {
            let bytes = input.readableBytesView
            guard let newline = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
                if isSkipping {
                    input = ByteBuffer()
                } else if input.readableBytes > limits.messageBytes + 1 {
                    owed.append(.refusal(tooLong))
                    isSkipping = true
                    input = ByteBuffer()
                }
                return
            }
            let line = bytes[..<newline]
            if isSkipping {
                isSkipping = false
            } else {
                takeMessage(line)
            }
            input.moveReaderIndex(forwardBy: line.count + 1)
        }
    }

    private mutating func takeMessage(_ line: ByteBufferView) {
        let bytes = Self.withoutReturn(line)
        guard !bytes.isEmpty else { return }
        guard bytes.count <= limits.messageBytes else {
            owed.append(.refusal(tooLong))
            return
        }
        let message = String(decoding: bytes, as: UTF8.self)
        if let reply = reply(toWord: message) {
            owed.append(reply)
        } else if role >= .member {
            owed.append(.undelivered(message))
        } else {
            reports.append(.refused(.message))
            owed.append(.refusal(Self.messageRefused))
        }
    }

    /// The reply to a message that is a word of the protocol.
    private mutating func reply(toWord message: String) -> Reply? {
        if let question = ClassicQuestion(rawValue: message) { return .question(question) }
        guard let action = ControlAction(rawValue: message) else { return nil }
        guard role >= action.requiredRole else {
            reports.append(.refused(.control(action)))
            return .refusal("Commande refusée : \(message)")
        }
        return .control(action)
    }

    private static let messageRefused = "Message refusé"

    private var tooLong: String { "Message refusé : \(limits.messageBytes) octets au plus" }

    /// The longest word of the protocol, `disconnect`, with the `\r` of a torn line ending.
    private static let longestWordBytes = 11

    /// What may wait beside a message that is not complete.
    private static let longestBacklogBytes = 65536

    /// The line without the `\r` of a telnet client's line ending.
    private static func withoutReturn(_ line: ByteBufferView) -> ByteBufferView {
        line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
}

// MARK: - Actions

extension ClassicSession {
    /// The next thing to do, or `nil` when the session waits for an event.
    ///
    /// - Parameter measured: The replies to measured questions as they are now.
    mutating func next(measured: MeasuredReplies) -> Action? {
        answeredQuestion = nil
        switch phase {
        case .talking: break
        case .leaving:
            phase = .closing
            return .send(Self.farewell)
        case .closing:
            phase = .closed
            return .close
        case .acting, .closed: return nil
        }
        if !reports.isEmpty { return reports.removeFirst() }
        for (index, reply) in owed.enumerated() {
            guard case .undelivered(let message) = reply else { continue }
            owed[index] = .awaitingAnswer
            return .deliver(message)
        }

        switch owed.first {
        case .question(let question):
            guard let reply = measured[question] else { return nil }
            answeredQuestion = question
            return settle(with: reply)
        case .answer(let text):
            return settle(with: ByteBuffer(string: text))
        case .refusal(let text):
            return settle(with: ByteBuffer(string: text))
        case .control(let action):
            phase = action == .disconnect ? .leaving : .acting
            return .control(action)
        case .undelivered, .awaitingAnswer, nil:
            guard isInputClosed else { return nil }
            phase = .closed
            return .close
        }
    }

    /// Sends what the oldest message is owed, which may make room for input that waited.
    private mutating func settle(with reply: ByteBuffer) -> Action {
        let waited = !acceptsInput
        owed.removeFirst()
        if waited { takeWaitingInput() }
        return .send(cutToFit(reply))
    }

    private mutating func takeWaitingInput() {
        takeLines()
        awaitsQuiet = input.readableBytes > 0 || isSkipping
    }

    /// The word that tells a client to leave.
    static let farewell = ByteBuffer(string: "kill")

    /// Puts what an earlier reply left over in front, and keeps what does not fit for the next one.
    private mutating func cutToFit(_ reply: ByteBuffer) -> ByteBuffer {
        var reply = reply
        if cut.readableBytes > 0 {
            cut.writeInteger(UInt8(ascii: "\n"))
            cut.writeBuffer(&reply)
            swap(&reply, &cut)
            cut = ByteBuffer()
        }
        guard reply.readableBytes > Self.replyBytes else { return reply }

        // A byte 10xxxxxx continues a character (RFC 3629): the cut goes in front of the one that begins it.
        let bytes = reply.readableBytesView
        var length = Self.replyBytes
        while length > 0, bytes[bytes.startIndex + length] & 0b1100_0000 == 0b1000_0000 {
            length -= 1
        }
        let head = reply.readSlice(length: length) ?? ByteBuffer()
        cut = reply
        return head
    }
}
