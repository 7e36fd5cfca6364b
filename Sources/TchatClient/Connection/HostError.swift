import Localization
public import TchatModel
public import TchatPairing

/// Why a host can't be talked to; each description says what to do.
public enum HostError: Error, Hashable, Sendable {
    /// No host has that name.
    case unknownHost(HostLocation)
    /// The machine answers, but nothing listens there.
    case nobodyListening(HostLocation)
    /// There is no way there.
    case unreachable(HostLocation, reason: String)
    /// Nothing came back in time.
    case timedOut(HostLocation)
    /// The host closed the connection without an answer.
    case refused(HostLocation)
    /// What answers there is something else.
    case notTchat(HostLocation)
    /// The connection was cut in the middle.
    case connectionLost(HostLocation)
    /// It is Tchat, but its answer is none this version understands.
    case unexpectedAnswer(HostLocation, UnexpectedAnswer)
    /// The host can't be asked that.
    case notOffered(Item, offered: [Item])
    /// The host shows another key than the one it was paired with.
    case keyChanged(HostLocation, expected: PublicKeyPin, seen: PublicKeyPin)
    /// The host doesn't take this token (401).
    case notLetIn(HostLocation)
    /// The role does not allow that (403).
    case notAllowed(HostLocation, Problem)
    /// The host can't do what was asked, and says why.
    case problem(HostLocation, Problem, retryAfterSeconds: Int?)
    /// The host did not take the code (403), or someone in between can't prove it.
    case codeRefused(HostLocation)
    /// The host could not prove that it made the code; nothing was stored.
    case unprovenHost(HostLocation, PairingClientError)
    /// No server runs on this machine that this user may talk to.
    case noLocalServer(searched: [String])
    /// No paired host is called that.
    case notPaired(String)
    /// Several paired hosts are called that.
    case ambiguousHost(String, matches: [String])
    /// Another paired host has that alias already.
    case aliasTaken(String, by: String)
}

/// What is wrong with an answer.
public enum UnexpectedAnswer: Hashable, Sendable {
    /// It is longer than is read.
    case tooLong(limitBytes: Int)
    /// It is no JSON.
    case noJSON
    /// A value is missing; where.
    case missingValue(String)
    /// A value is something else; where.
    case otherValue(String)
    /// It has values that can't be read.
    case unreadableValues
    /// An event of the stream grew without end.
    case endlessEvent
}

extension HostError {
    /// Whether the same attempt may succeed later without anybody's doing.
    public var isTransient: Bool {
        switch self {
        case .unknownHost, .nobodyListening, .unreachable, .timedOut, .refused, .notTchat, .connectionLost: true
        case .problem(_, let problem, _): problem.isTransient
        case .unexpectedAnswer, .notOffered, .keyChanged, .notLetIn, .notAllowed, .codeRefused, .unprovenHost,
            .noLocalServer, .notPaired, .ambiguousHost, .aliasTaken:
            false
        }
    }
}

extension HostError: CustomStringConvertible {
    /// One sentence for the person who asked, in their language.
    public var description: String { phrase.localized }

    /// The same in English, for what programs read.
    public var english: String { phrase.description }

    private var phrase: Phrase {
        switch self {
        case .unknownHost(let location):
            Phrase(
                "There is no host named '{name}': check the spelling, or give its IP address.",
                ["name": location.hostName]
            )
        case .nobodyListening(.address(let address)):
            Phrase(
                "Nobody listens on {address}: start 'tchat serve' there, or check the port.",
                ["address": address]
            )
        case .nobodyListening(.socket(let path)):
            Phrase("Nobody listens on {path}: start 'tchat serve' on this machine.", ["path": path])
        case .unreachable(.address(let address), let cause):
            Phrase(
                "{address} can't be reached ({reason}): check the address and the network.",
                ["address": address, "reason": cause]
            )
        case .unreachable(.socket(let path), let cause):
            Phrase(
                "The socket {path} can't be opened ({reason}): check that this user may use it.",
                ["path": path, "reason": cause]
            )
        case .timedOut(.address(let address)):
            Phrase(
                "{address} did not answer in time: check the address, its firewall, and that Tchat runs there.",
                ["address": address]
            )
        case .timedOut(.socket(let path)):
            Phrase(
                "The server behind {path} did not answer in time: try again, or look into its log.",
                ["path": path]
            )
        case .refused(let location):
            Phrase(
                "{host} closed the connection without an answer: allow this machine's network there with "
                    + "'tchat serve --classic', or try again if it has too many clients.",
                ["host": location]
            )
        case .notTchat(let location):
            Phrase("What answers on {host} is not a Tchat server: check the port.", ["host": location])
        case .connectionLost(let location):
            Phrase(
                "The connection to {host} was closed: it is being reset or stopped, so try again in a moment.",
                ["host": location]
            )
        case .unexpectedAnswer(let location, let detail):
            Phrase(
                "{host} gave an answer this version does not understand ({detail}): use the same version of Tchat on "
                    + "both machines.",
                ["host": location, "detail": detail.phrase]
            )
        case .notOffered(let item, let offered):
            Phrase(
                "'{item}' can't be asked over the classic protocol: ask {items}.",
                ["item": item.rawValue, "items": offered.map(\.rawValue).joined(separator: ", ")]
            )
        case .keyChanged(let location, let expected, let seen):
            Phrase(
                "{host} shows the key {seen} and not {expected}, with which it was paired: someone may stand in "
                    + "between, so use it only if the host was set up anew, and then pair again.",
                ["host": location, "seen": seen, "expected": expected]
            )
        case .notLetIn(let location):
            Phrase("{host} does not let you in: ask there for a new pairing code.", ["host": location])
        case .notAllowed(let location, let problem) where problem.isUnknown:
            Phrase(
                "{host} does not allow that ({reason}): ask there for another role.",
                ["host": location, "reason": problem.sentence]
            )
        case .problem(let location, let problem, let seconds?) where !problem.namesTheWait:
            Phrase(
                "{host}: {problem} Try again in {seconds} seconds.",
                ["host": location, "problem": problem.sentence, "seconds": seconds]
            )
        case .notAllowed(let location, let problem), .problem(let location, let problem, _):
            Phrase("{host}: {problem}", ["host": location, "problem": problem.sentence])
        case .codeRefused(let location):
            Phrase(
                "{host} did not take the code: check it, or ask for a new one, as each lets in once, for ten minutes; "
                    + "should that fail too, someone may stand in between.",
                ["host": location]
            )
        case .unprovenHost(_, let cause):
            cause.phrase
        case .noLocalServer(let searched):
            Phrase(
                "No server of this machine was found (looked for {paths}): start 'tchat serve', or give its socket in "
                    + "TCHAT_SOCKET.",
                ["paths": searched.joined(separator: ", ")]
            )
        case .notPaired(let name):
            Phrase(
                "No paired host is called '{name}': pair with it first, or check the spelling.",
                ["name": name]
            )
        case .ambiguousHost(let name, let matches):
            Phrase(
                "'{name}' can mean {hosts}: use the address or an alias.",
                ["name": name, "hosts": matches.joined(separator: ", ")]
            )
        case .aliasTaken(let alias, let other):
            Phrase(
                "The alias '{alias}' belongs to {host} already: choose another one.",
                ["alias": alias, "host": other]
            )
        }
    }
}

extension UnexpectedAnswer {
    fileprivate var phrase: Phrase {
        switch self {
        case .tooLong(let limit): Phrase("longer than {count} bytes", ["count": limit])
        case .noJSON: Phrase("no JSON")
        case .missingValue(let key): Phrase("'{key}' is missing", ["key": key])
        case .otherValue(let key): Phrase("'{key}' is something else", ["key": key])
        case .unreadableValues: Phrase("its values")
        case .endlessEvent: Phrase("an event without an end")
        }
    }
}

extension HostLocation {
    /// The name without the port.
    fileprivate var hostName: String {
        switch self {
        case .address(let address): address.host.visible()
        case .socket(let path): path.visible()
        }
    }
}
