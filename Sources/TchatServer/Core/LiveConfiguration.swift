import Synchronization
import TchatModel

/// The configuration in force, for everyone who goes by it: whoever asks again hears of a change.
final class LiveConfiguration: Sendable {
    private let configuration: Mutex<ServerConfiguration>
    private let changes = Atomic<Int>(0)

    /// Begins with a configuration.
    init(_ configuration: ServerConfiguration) {
        self.configuration = Mutex(configuration)
    }

    /// What is in force now.
    var current: ServerConfiguration { configuration.withLock(\.self) }

    /// What clients may take up now.
    var limits: Limits { configuration.withLock(\.limits) }

    /// Grows with each change: who looks often compares this, which costs next to nothing, and reads what it needs only then.
    var revision: Int { changes.load(ordering: .acquiring) }

    /// Changes what is in force.
    func change(_ body: (inout ServerConfiguration) -> Void) {
        configuration.withLock { body(&$0) }
        changes.add(1, ordering: .releasing)
    }
}
