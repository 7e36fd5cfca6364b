import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import TchatModel

extension HostError {
    /// What a failed attempt to connect means.
    init(connecting error: any Error, to location: HostLocation) {
        if case ChannelError.connectTimeout = error {
            self = .timedOut(location)
            return
        }
        let causes = (error as? NIOConnectionError)?.connectionErrors.map(\.error) ?? [error]
        let codes = causes.compactMap { ($0 as? IOError)?.errnoCode }
        if causes.isEmpty {
            self = .unknownHost(location)
        } else if codes.contains(ECONNREFUSED) || (location.isSocket && codes.contains(ENOENT)) {
            self = .nobodyListening(location)
        } else if codes.contains(ETIMEDOUT)
            || causes.contains(where: { if case ChannelError.connectTimeout = $0 { true } else { false } })
        {
            self = .timedOut(location)
        } else {
            self = .unreachable(location, reason: codes.first.map { String(cString: strerror($0)) } ?? "\(error)")
        }
    }

    /// What the failure of an HTTP request means.
    init(requesting error: any Error, from location: HostLocation) {
        switch error {
        case let error as HostError:
            self = error
        case let error as HTTPClientError:
            switch error {
            case .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .tlsHandshakeTimeout,
                .getConnectionFromPoolTimeout:
                self = .timedOut(location)
            case .remoteConnectionClosed, .uncleanShutdown, .requestStreamCancelled, .cancelled, .alreadyShutdown:
                self = .connectionLost(location)
            default:
                self = .notTchat(location)
            }
        case HTTPParserError.invalidEOFState, NIOSSLError.uncleanShutdown, is ChannelError:
            self = .connectionLost(location)
        case is HTTPParserError, is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            self = .notTchat(location)
        case let error as NIOTooManyBytesError:
            self = .unexpectedAnswer(location, .tooLong(limitBytes: error.maxBytes ?? 0))
        case let error as IOError where [ECONNRESET, EPIPE, ENOTCONN].contains(error.errnoCode):
            self = .connectionLost(location)
        case is DecodingError:
            self = .unexpectedAnswer(location, .unreadableValues)
        default:
            self.init(connecting: error, to: location)
        }
    }
}

extension HostError {
    /// What a host's problem means.
    init(_ problem: Problem, retryAfterSeconds: Int?, at location: HostLocation) {
        switch problem.reason {
        case .tokenRequired: self = .notLetIn(location)
        case .roleTooLow, .notYours, .foreignHost, .foreignOrigin: self = .notAllowed(location, problem)
        // A host of another version says no more than the status.
        case .other where problem.status == 401: self = .notLetIn(location)
        case .other where problem.status == 403: self = .notAllowed(location, problem)
        default: self = .problem(location, problem, retryAfterSeconds: retryAfterSeconds)
        }
    }
}

extension HostLocation {
    fileprivate var isSocket: Bool {
        if case .socket = self { true } else { false }
    }
}
