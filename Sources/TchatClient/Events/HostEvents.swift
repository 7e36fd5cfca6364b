import AsyncHTTPClient
import NIOCore
import TchatModel

/// What happens on a host, from now on or after an entry: it reconnects by itself, and every entry comes once and in order.
///
/// Iterate it in a task that lives as long as the interest; it ends with that task, or throws the ``HostError`` that no
/// further attempt can change. A reader that pauses for longer than the server buffers is cut off and resumes.
public struct HostEvents: AsyncSequence, Sendable {
    /// One event.
    public typealias Element = StreamEvent

    let connection: HostConnection
    let query: [(String, String)]
    let isWatched: Bool
    let state: ResumeState
    let clock: any Clock<Duration>
    let generator: any RandomNumberGenerator & Sendable

    /// Begins to listen.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(events: self)
    }

    /// Reads the events one by one.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private enum Phase {
            case toConnect
            case reading(HTTPClientResponse.Body.AsyncIterator)
            case toWait(Duration)
            case over
        }

        private let connection: HostConnection
        private let query: [(String, String)]
        private let isWatched: Bool
        private let clock: any Clock<Duration>
        private var generator: any RandomNumberGenerator & Sendable
        private var state: ResumeState
        private var parser = ServerSentEventParser()
        private var phase = Phase.toConnect
        private var ready: [StreamEvent] = []

        fileprivate init(events: HostEvents) {
            connection = events.connection
            query = events.query
            isWatched = events.isWatched
            state = events.state
            clock = events.clock
            generator = events.generator
        }

        /// The next event; nil when the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)? = #isolation) async throws -> StreamEvent? {
            while true {
                // Reversed when it was filled, so that the first is the last.
                if let event = ready.popLast() { return event }
                do {
                    switch phase {
                    case .over:
                        return nil
                    case .toWait(let wait):
                        try await connection.retrySignal.sleep(for: wait, clock: clock)
                        phase = .toConnect
                    case .toConnect:
                        let body = try await connection.openStream(
                            "/v1/events",
                            query: query,
                            isWatched: isWatched,
                            lastEventID: state.lastID
                        )
                        parser = ServerSentEventParser()
                        phase = .reading(body.makeAsyncIterator())
                        return .connected
                    case .reading(var bytes):
                        guard let piece = try await bytes.next(isolation: actor) else {
                            throw HostError.connectionLost(connection.location)
                        }
                        phase = .reading(bytes)
                        for event in try parser.receive(piece.readableBytesView) {
                            if let event = state.receive(event) { ready.append(event) }
                        }
                        ready.reverse()
                    }
                } catch {
                    if let event = try takeEnd(error) { return event }
                }
            }
        }

        /// Decides what follows the end of a connection; nil when the task is cancelled.
        private mutating func takeEnd(_ error: any Error) throws -> StreamEvent? {
            let failure: HostError
            do {
                failure =
                    error is ServerSentEventParser.TooLong
                    ? .unexpectedAnswer(connection.location, .endlessEvent)
                    : try connection.failure(of: error)
            } catch {
                phase = .over
                return nil
            }
            switch state.end(failure, using: &generator) {
            case .retry(let failure, let wait):
                phase = .toWait(wait)
                return .disconnected(failure, retryIn: wait)
            case .stop(let failure):
                phase = .over
                throw failure
            }
        }
    }
}

extension HostConnection {
    /// What happens on the host.
    ///
    /// - Parameters:
    ///   - lastID: Gives first what came after this entry, then what comes; without it, what comes from now on.
    ///   - vitals: Whether to tell each second how the machine does.
    ///   - comments: Whether the host shows every 5 seconds that it lives, so that its silence is noticed. Without, this
    ///     process sleeps for as long as nothing happens there; that the machine or the way there is gone is noticed within
    ///     a minute, that the server hangs is not.
    ///   - asOperator: Whether the caller sits at a console and so counts as present; needs the role operator.
    public func events(
        after lastID: Int? = nil,
        vitals: Bool = true,
        comments: Bool = true,
        asOperator: Bool = false
    ) -> HostEvents {
        events(
            state: ResumeState(lastID: lastID, backoff: location.backoff),
            vitals: vitals,
            comments: comments,
            asOperator: asOperator,
            clock: NetworkClock(),
            generator: SystemRandomNumberGenerator()
        )
    }

    func events(
        state: ResumeState,
        vitals: Bool = true,
        comments: Bool = true,
        asOperator: Bool = false,
        clock: any Clock<Duration>,
        generator: any RandomNumberGenerator & Sendable
    ) -> HostEvents {
        HostEvents(
            connection: self,
            query: [("vitals", "\(vitals)")] + (comments ? [] : [("comments", "false")])
                + (asOperator ? [("as", Role.operator.rawValue)] : []),
            isWatched: vitals || comments,
            state: state,
            clock: clock,
            generator: generator
        )
    }
}

extension HostLocation {
    /// A server on this machine costs next to nothing to be asked again, and is awaited by whoever starts it.
    var backoff: Backoff {
        switch self {
        case .address: Backoff()
        case .socket: Backoff(longest: .seconds(2))
        }
    }
}

extension RetrySignal {
    /// Waits for the time to pass or for the signal, whichever comes first.
    func sleep(for duration: Duration, clock: any Clock<Duration>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await clock.sleep(for: duration) }
            group.addTask { await self.wait() }
            defer { group.cancelAll() }
            try await group.next()
        }
        try Task.checkCancellation()
    }
}
