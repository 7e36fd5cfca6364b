import Localization
public import Observation
import TchatClient
import TchatModel
import TchatPairing

/// The page `Connexion`: IP, Port and code of a host to be added.
@Observable public final class ConnectionForm {
    /// The name or IP address, as typed; an address with its port is taken apart.
    public var address = "127.0.0.1" {
        didSet { if address != oldValue { addressError = nil } }
    }
    /// The port, as typed.
    public var port = "\(HostAddress.defaultPort)" {
        didSet { if port != oldValue { portError = nil } }
    }
    /// The one-time code, as typed.
    public var code = "" {
        didSet { if code != oldValue { codeError = nil } }
    }
    /// What is wrong with the address, in one sentence.
    public private(set) var addressError: String?
    /// What is wrong with the port, in one sentence.
    public private(set) var portError: String?
    /// What is wrong with the code, in one sentence.
    public private(set) var codeError: String?
    /// Why no connection came about, when no field is to blame.
    public private(set) var failure: String?
    /// Whether the host is being paired with.
    public private(set) var isConnecting = false
    /// Whether the address is that of a host that is to be paired with once more, so that only the code is missing.
    public private(set) var isAddressKnown = false

    private let pair: @Sendable (HostAddress, PairingCode) async throws -> KnownHost
    private let attempt = Switch()
    private var target: (address: HostAddress, code: PairingCode)?
    /// Tells of a new host, and whether somebody still waits for it.
    @ObservationIgnored var onPaired: (KnownHost, _ isAwaited: Bool) -> Void = { _, _ in }

    /// Makes a form with this computer's address.
    init(pair: @escaping @Sendable (HostAddress, PairingCode) async throws -> KnownHost) {
        self.pair = pair
    }

    /// Checks the fields and, when they are right, pairs; the new host is selected then.
    public func connect() {
        guard !isConnecting else { return }
        (addressError, portError, codeError, failure) = (nil, nil, nil, nil)
        let host = checkedAddress()
        let port = checkedPort()
        let code = checkedCode()
        guard let host, let port, let code else { return }
        target = (HostAddress(host: host, port: port), code)
        isConnecting = true
        attempt.restart()
    }

    /// Gives up an attempt that is under way.
    public func cancel() {
        isConnecting = false
        isAddressKnown = false
        attempt.isOn = false
    }

    /// Stands ready for a host that is to be paired with once more.
    func prepare(for address: HostAddress) {
        cancel()
        self.address = address.host
        port = "\(address.port)"
        code = ""
        isAddressKnown = true
        (addressError, portError, codeError, failure) = (nil, nil, nil, nil)
    }

    /// Pairs whenever that was asked for, until the task is cancelled.
    func run() async {
        await attempt.whileOn { await self.pairWithTarget(during: $0) }
    }

    private func pairWithTarget(during period: Switch.Period) async {
        guard let (address, code) = target else { return }
        target = nil
        do {
            let host = try await pair(address, code)
            // Also when it was given up meanwhile: the host has let the user in, and is remembered.
            let isAwaited = attempt.isStillOn(since: period)
            if isAwaited {
                isConnecting = false
                isAddressKnown = false
                self.code = ""
            }
            onPaired(host, isAwaited)
        } catch {
            guard attempt.isStillOn(since: period), !Task.isCancelled else { return }
            isConnecting = false
            show(error)
        }
    }

    private func show(_ error: any Error) {
        switch error as? HostError {
        case .unknownHost, .unreachable, .timedOut: addressError = "\(error)"
        case .nobodyListening, .notTchat: portError = "\(error)"
        case .codeRefused, .unprovenHost: codeError = "\(error)"
        default: failure = "\(error)"
        }
    }
}

// MARK: - What is typed

extension ConnectionForm {
    /// The name or address; a port behind it goes to its own field.
    private func checkedAddress() -> String? {
        let text = address.trimmed
        guard !text.isEmpty else {
            addressError = tr("Give the name or the IP address of the machine, for example 192.168.1.20.")
            return nil
        }
        let parsed: HostAddress
        do {
            parsed = try HostAddress(parsing: text)
        } catch {
            addressError =
                switch error {
                case .invalidPort:
                    tr("Behind the colon stands a port, which is a number from 1 to 65535.")
                case .invalidIPAddress:
                    tr("That is not an IP address: it has four numbers from 0 to 255, for example 192.168.1.20.")
                case .invalidHost, .unclosedBracket:
                    tr("That is neither a name nor an IP address: write for example lab1 or 192.168.1.20.")
                }
            return nil
        }
        // `[::1]` has brackets and no port, `::1` not even those.
        let hasPort = parsed.host != text && "[\(parsed.host)]" != text
        address = parsed.host
        if hasPort { port = "\(parsed.port)" }
        return parsed.host
    }

    private func checkedPort() -> Int? {
        let text = port.trimmed
        let isDecimal = text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard isDecimal, let number = Int(text), 1...65535 ~= number else {
            portError = tr(
                "The port is a number from 1 to 65535; Tchat answers on {port} unless told otherwise.",
                ["port": HostAddress.defaultPort]
            )
            return nil
        }
        return number
    }

    private func checkedCode() -> PairingCode? {
        do throws(PairingCodeError) {
            return try PairingCode(parsing: code)
        } catch {
            codeError =
                switch error {
                case _ where code.trimmed.isEmpty:
                    tr("Type the code that the machine shows: there, 'tchat pair' makes one.")
                case .wrongLength:
                    tr("A code has 12 letters and digits: type it as the machine shows it, XXXX-XXXX-XXXX.")
                case .unknownCharacter(let character):
                    tr(
                        "A code has no '{character}': type it as the machine shows it, XXXX-XXXX-XXXX.",
                        ["character": String(character).visible()]
                    )
                }
            return nil
        }
    }
}

extension String {
    /// The text without what is blank around it, as it comes along when something is pasted.
    fileprivate var trimmed: String {
        let start = trimmingPrefix(while: \.isWhitespace)
        return String(String(start.reversed()).trimmingPrefix(while: \.isWhitespace).reversed())
    }
}
