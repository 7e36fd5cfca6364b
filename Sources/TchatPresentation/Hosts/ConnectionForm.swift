public import Observation
import TchatModel

/// The page `Connexion`: IP, Port and code of a host to be added.
@Observable public final class ConnectionForm {
    /// The name or IP address, as typed.
    public var address = "127.0.0.1"
    /// The port, as typed.
    public var port = "\(HostAddress.defaultPort)"
    /// The one-time code, as typed.
    public var code = ""
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

    /// Makes an empty form.
    public init() {}

    /// Checks the fields and, when they are right, pairs; the new host is selected then.
    public func connect() {}
    /// Gives up an attempt that is under way.
    public func cancel() {}
}
