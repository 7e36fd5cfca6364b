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
    case unexpectedAnswer(HostLocation, detail: String)
    /// The host can't be asked that.
    case notOffered(Item, offered: [Item])
    /// The host shows another key than the one it was paired with.
    case keyChanged(HostLocation, expected: PublicKeyPin, seen: PublicKeyPin)
    /// The host doesn't take this token (401).
    case notLetIn(HostLocation, Problem)
    /// The role does not allow that (403).
    case notAllowed(HostLocation, Problem)
    /// The host can't do what was asked, and says why.
    case problem(HostLocation, Problem, retryAfterSeconds: Int?)
    /// The host did not take the code (403), or someone in between can't prove it.
    case codeRefused(HostLocation, detail: String)
    /// The host could not prove that it made the code; nothing was stored.
    case unprovenHost(HostLocation, reason: String)
    /// No server runs on this machine that this user may talk to.
    case noLocalServer(searched: [String])
    /// No paired host is called that.
    case notPaired(String)
    /// Several paired hosts are called that.
    case ambiguousHost(String, matches: [String])
    /// Another paired host has that alias already.
    case aliasTaken(String, by: String)
}

extension HostError {
    /// Whether the same attempt may succeed later without anybody's doing.
    public var isTransient: Bool {
        switch self {
        case .unknownHost, .nobodyListening, .unreachable, .timedOut, .refused, .notTchat, .connectionLost: true
        case .problem(_, let problem, _): problem.status == 408 || problem.status == 429 || problem.status >= 500
        case .unexpectedAnswer, .notOffered, .keyChanged, .notLetIn, .notAllowed, .codeRefused, .unprovenHost,
            .noLocalServer, .notPaired, .ambiguousHost, .aliasTaken:
            false
        }
    }
}

extension HostError: CustomStringConvertible {
    /// One sentence for the person who asked.
    public var description: String {
        switch self {
        case .unknownHost(let location):
            "There is no host named '\(location.hostName)': check the spelling, or give its IP address."
        case .nobodyListening(.address(let address)):
            "Nobody listens on \(address.description.visible()): start 'tchat serve' there, or check the port."
        case .nobodyListening(.socket(let path)):
            "Nobody listens on \(path.visible()): start 'tchat serve' on this machine."
        case .unreachable(.address(let address), let reason):
            "\(address.description.visible()) can't be reached (\(reason)): check the address and the network."
        case .unreachable(.socket(let path), let reason):
            "The socket \(path.visible()) can't be opened (\(reason)): check that this user may use it."
        case .timedOut(.address(let address)):
            "\(address.description.visible()) did not answer in time: check the address, its firewall, and that Tchat runs "
                + "there."
        case .timedOut(.socket(let path)):
            "The server behind \(path.visible()) did not answer in time: try again, or look into its log."
        case .refused(let location):
            "\(location) closed the connection without an answer: allow this machine's network there with "
                + "'tchat serve --classic', or try again if it has too many clients."
        case .notTchat(let location):
            "What answers on \(location) is not a Tchat server: check the port."
        case .connectionLost(let location):
            "The connection to \(location) was closed: it is being reset or stopped, so try again in a moment."
        case .unexpectedAnswer(let location, let detail):
            "\(location) gave an answer this version does not understand (\(detail.visible())): use the same version of "
                + "Tchat on both machines."
        case .notOffered(let item, let offered):
            "'\(item.rawValue)' can't be asked over the classic protocol: ask "
                + offered.map(\.rawValue).joined(separator: ", ") + "."
        case .keyChanged(let location, let expected, let seen):
            "\(location) shows the key \(seen) and not \(expected), with which it was paired: someone may stand in "
                + "between, so use it only if the host was set up anew, and then pair again."
        case .notLetIn(let location, let problem):
            "\(location) does not let you in (\(problem.detail.visible())): ask there for a new pairing code."
        case .notAllowed(let location, let problem):
            "\(location) does not allow that (\(problem.detail.visible())): ask there for another role."
        case .problem(let location, let problem, let retryAfterSeconds):
            "\(location): \(problem.detail.visible())"
                + (retryAfterSeconds.map { " Try again in \($0) seconds." } ?? "")
        case .codeRefused(let location, let detail):
            "\(location) did not take the code (\(detail.visible())): check it, and if it was typed right, make a new one; "
                + "should that fail too, someone may stand in between."
        case .unprovenHost(_, let reason):
            reason
        case .noLocalServer(let searched):
            "No server of this machine was found (looked for \(searched.map { $0.visible() }.joined(separator: ", "))): "
                + "start 'tchat serve', or give its socket in TCHAT_SOCKET."
        case .notPaired(let name):
            "No paired host is called '\(name.visible())': pair with it first, or check the spelling."
        case .ambiguousHost(let name, let matches):
            "'\(name.visible())' can mean \(matches.map { $0.visible() }.joined(separator: ", ")): use the address or an "
                + "alias."
        case .aliasTaken(let alias, let other):
            "The alias '\(alias.visible())' belongs to \(other.visible()) already: choose another one."
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
