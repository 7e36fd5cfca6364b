import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import TchatModel
import TchatPairing

/// Talks to one host, over TLS or its Unix socket; keeps its connections open between calls.
///
/// ```swift
/// try await HostConnection.with(endpoint) { host in
///     print(try await host.status().facts.name)
/// }
/// ```
/// All calls throw ``HostError``, or `CancellationError` when the task was cancelled. Use it from any actor.
public struct HostConnection: Sendable {
    /// How long one call may take altogether.
    public let timeout: Duration

    /// How long a host may say nothing, in the middle of a call or a stream, before it counts as gone.
    ///
    /// A stream brings something every 5 seconds, unless it was asked not to.
    public let silenceLimit: Duration

    /// Where the host is.
    public let location: HostLocation

    let retrySignal = RetrySignal()
    private let token: AccessToken?
    private let base: String
    private let client: HTTPClient
    /// For streams that may be silent: the kernel finds out when the peer is gone.
    private let patientClient: HTTPClient

    /// Makes a connection that opens with the first call; ``shutDown()`` must end it.
    public init(to endpoint: HostEndpoint, timeout: Duration = .seconds(10), silenceLimit: Duration = .seconds(10)) {
        let (base, token, keyCheck): (String, AccessToken?, ServerKeyCheck?) =
            switch endpoint {
            case .unixSocket(let path):
                ("http+unix://" + path.percentEncoded, nil, nil)
            case .tls(let address, let pin, let token):
                (address.baseURL, token, ServerKeyCheck(pin: pin, location: endpoint.location))
            }
        self.init(
            location: endpoint.location,
            base: base,
            token: token,
            keyCheck: keyCheck,
            timeout: timeout,
            silenceLimit: silenceLimit
        )
    }

    /// Makes a connection for pairing: without a token, and with a check that learns the key.
    init(address: HostAddress, keyCheck: ServerKeyCheck, timeout: Duration) {
        self.init(
            location: .address(address),
            base: address.baseURL,
            token: nil,
            keyCheck: keyCheck,
            timeout: timeout,
            silenceLimit: timeout
        )
    }

    private init(
        location: HostLocation,
        base: String,
        token: AccessToken?,
        keyCheck: ServerKeyCheck?,
        timeout: Duration,
        silenceLimit: Duration
    ) {
        self.location = location
        self.base = base
        self.token = token
        self.timeout = timeout
        self.silenceLimit = silenceLimit
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: keyCheck == nil ? nil : ServerKeyCheck.tlsConfiguration,
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(timeout), read: TimeAmount(silenceLimit)),
            decompression: .disabled
        )
        if case .address(let address) = location, address.host != address.hostWithoutZone {
            // A URL is no place for the zone of a link-local address.
            configuration.dnsOverride = ["[\(address.hostWithoutZone)]": address.host]
        }
        configuration.httpVersion = .http1Only
        // What fails is told at once; whoever wants another attempt makes it.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let keyCheck {
            configuration.http1_1ConnectionDebugInitializer = keyCheck.check
            configuration.http2ConnectionDebugInitializer = keyCheck.check
        }
        client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)

        configuration.timeout.read = nil
        if let keyCheck {
            configuration.http1_1ConnectionDebugInitializer = { channel in
                KeepAlive.begin(on: channel).flatMap { keyCheck.check(channel) }
            }
        }
        patientClient = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }

    /// Ends all calls and streams, and closes the connections; nothing can be asked afterwards.
    public func shutDown() async {
        // It only fails when that was done already.
        try? await client.shutdown()
        try? await patientClient.shutdown()
    }

    /// Runs the body with a connection that ends with it.
    public static func with<Result>(
        _ endpoint: HostEndpoint,
        timeout: Duration = .seconds(10),
        silenceLimit: Duration = .seconds(10),
        isolation: isolated (any Actor)? = #isolation,
        _ body: (HostConnection) async throws -> Result
    ) async throws -> Result {
        let connection = HostConnection(to: endpoint, timeout: timeout, silenceLimit: silenceLimit)
        return try await connection.whileOpen(body)
    }

    func whileOpen<Result>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (HostConnection) async throws -> Result
    ) async throws -> Result {
        let result: Result
        do {
            result = try await body(self)
        } catch {
            await shutDown()
            throw error
        }
        await shutDown()
        return result
    }

    /// Lets event streams that wait for their next attempt make it now, for example when the network is back.
    public func retryNow() {
        retrySignal.send()
    }
}

// MARK: - Requests

extension HostConnection {
    /// How long an answer may be, in bytes.
    enum AnswerLimit {
        /// One object.
        static let object = 1 << 20
        /// Up to 500 entries of up to 64 KiB, or 900 samples.
        static let list = 1 << 26
    }

    /// Sends a request with no body and reads the answer.
    func send<Answer: Decodable & Sendable>(
        _ method: HTTPMethod,
        _ path: String,
        query: [(String, String)] = [],
        limit: Int = AnswerLimit.object
    ) async throws -> Answer {
        try Self.decode(try await exchange(method, path, query: query, body: nil, limit: limit), from: location)
    }

    /// Sends a request with a JSON body and reads the answer.
    func send<Answer: Decodable & Sendable>(
        _ method: HTTPMethod,
        _ path: String,
        query: [(String, String)] = [],
        body: some Encodable,
        limit: Int = AnswerLimit.object
    ) async throws -> Answer {
        let bytes = ByteBuffer(bytes: try APICoding.encoder().encode(body))
        let answer = try await exchange(method, path, query: query, body: bytes, limit: limit)
        return try Self.decode(answer, from: location)
    }

    /// Sends a request whose answer has nothing in it.
    func send(_ method: HTTPMethod, _ path: String) async throws {
        _ = try await exchange(method, path, query: [], body: nil, limit: AnswerLimit.object)
    }

    /// Opens a stream: the bytes as they come.
    ///
    /// - Parameter isWatched: Whether it fails after a silence of ``silenceLimit``.
    func openStream(
        _ path: String,
        query: [(String, String)],
        isWatched: Bool,
        lastEventID: Int?
    ) async throws -> HTTPClientResponse.Body {
        var request = request(.GET, path, query: query, body: nil)
        request.headers.replaceOrAdd(name: "accept", value: "text/event-stream")
        request.headers.add(name: "cache-control", value: "no-store")
        if let lastEventID { request.headers.add(name: "last-event-id", value: "\(lastEventID)") }
        let (prepared, location) = (request, location)
        do {
            let response = try await (isWatched ? client : patientClient)
                .execute(prepared, timeout: TimeAmount(timeout))
            guard response.status == .ok else {
                let body = try await withTimeout(timeout, throwing: .timedOut(location)) {
                    try await response.body.collect(upTo: AnswerLimit.object)
                }
                throw Self.failure(response.status, response.headers, body, at: location)
            }
            guard response.headers.first(name: "content-type")?.hasPrefix("text/event-stream") == true else {
                throw HostError.notTchat(location)
            }
            return response.body
        } catch {
            throw try failure(of: error)
        }
    }

    /// What an error of the HTTP client means; throws when it only says that the task was cancelled.
    func failure(of error: any Error) throws -> HostError {
        if Task.isCancelled || error is CancellationError { throw CancellationError() }
        return HostError(requesting: error, from: location)
    }

    private func exchange(
        _ method: HTTPMethod,
        _ path: String,
        query: [(String, String)],
        body: ByteBuffer?,
        limit: Int
    ) async throws -> ByteBuffer {
        let request = request(method, path, query: query, body: body)
        let location = location
        do {
            return try await withTimeout(timeout, throwing: .timedOut(location)) {
                do {
                    return try await once(request, limit: limit)
                } catch let error where method != .POST && Self.isCut(error, at: location) {
                    // A connection kept from an earlier call may have been closed meanwhile; asking again changes nothing.
                    return try await once(request, limit: limit)
                }
            }
        } catch {
            throw try failure(of: error)
        }
    }

    private func once(_ request: HTTPClientRequest, limit: Int) async throws -> ByteBuffer {
        let response = try await client.execute(request, timeout: TimeAmount(timeout))
        let body = try await response.body.collect(upTo: limit)
        guard (200..<300).contains(response.status.code) else {
            throw Self.failure(response.status, response.headers, body, at: location)
        }
        return body
    }

    private func request(
        _ method: HTTPMethod,
        _ path: String,
        query: [(String, String)],
        body: ByteBuffer?
    ) -> HTTPClientRequest {
        let text = query.map { "\($0)=\($1.percentEncoded)" }.joined(separator: "&")
        var request = HTTPClientRequest(url: base + path + (text.isEmpty ? "" : "?" + text))
        request.method = method
        request.headers.add(name: "accept", value: "application/json, application/problem+json")
        request.headers.add(name: "user-agent", value: "tchat")
        if case .socket = location { request.headers.add(name: "host", value: "localhost") }
        if let token { request.headers.add(name: "authorization", value: "Bearer \(token.text)") }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(body)
        }
        return request
    }

    private static func isCut(_ error: any Error, at location: HostLocation) -> Bool {
        !Task.isCancelled && HostError(requesting: error, from: location) == .connectionLost(location)
    }

    private static func decode<Answer: Decodable>(_ body: ByteBuffer, from location: HostLocation) throws -> Answer {
        do {
            return try APICoding.decoder().decode(Answer.self, from: Data(body.readableBytesView))
        } catch let error as DecodingError {
            throw HostError.unexpectedAnswer(location, error.unexpectedAnswer)
        }
    }

    private static func failure(
        _ status: HTTPResponseStatus,
        _ headers: HTTPHeaders,
        _ body: ByteBuffer,
        at location: HostLocation
    ) -> HostError {
        guard headers.first(name: "content-type")?.hasPrefix("application/problem+json") == true,
            var problem = try? APICoding.decoder().decode(Problem.self, from: Data(body.readableBytesView))
        else {
            return .notTchat(location)
        }
        // The status line is what was acted on.
        problem.status = Int(status.code)
        let seconds = headers.first(name: "retry-after").flatMap { UInt32($0) }.map(Int.init)
        return HostError(problem, retryAfterSeconds: seconds ?? problem.retryAfterSeconds, at: location)
    }
}

extension HostAddress {
    /// The host without the `%` and the interface's name (RFC 4007 § 11), which mean something on this machine only.
    fileprivate var hostWithoutZone: String { String(host.prefix { $0 != "%" }) }

    /// The beginning of every URL on the host.
    fileprivate var baseURL: String { "https://" + HostAddress(host: hostWithoutZone, port: port).description }
}

extension DecodingError {
    /// Which value it is about.
    fileprivate var unexpectedAnswer: UnexpectedAnswer {
        func place(_ path: [any CodingKey]) -> String? {
            path.isEmpty ? nil : path.map(\.stringValue).joined(separator: ".")
        }
        switch self {
        case .keyNotFound(let key, let context):
            return .missingValue(place(context.codingPath + [key]) ?? key.stringValue)
        case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
            return place(context.codingPath).map { .otherValue($0) } ?? .noJSON
        @unknown default:
            return .unreadableValues
        }
    }
}

extension String {
    /// All but RFC 3986's unreserved characters as `%XX`: fit for one path segment, a query value or a socket's path.
    var percentEncoded: String {
        var bytes: [UInt8] = []
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                let digits = Array("0123456789ABCDEF".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
