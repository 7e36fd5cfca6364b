import FoundationEssentials
import NIOCore
import Synchronization
import TchatModel

/// A sample as the history keeps it: as it was measured until someone asks for it, from then on as the JSON that is sent.
///
/// So a machine that nobody looks at encodes nothing, and no sample is ever encoded twice.
final class HistorySample: Sendable {
    private enum Content {
        case measured(Snapshot.Recorded)
        case encoded(ByteBuffer)
    }

    private let content: Mutex<Content>

    init(_ recorded: Snapshot.Recorded) {
        content = Mutex(.measured(recorded))
    }

    /// The sample as the API tells it, as JSON.
    var json: ByteBuffer {
        content.withLock { content in
            switch content {
            case .encoded(let json): return json
            case .measured(let recorded):
                let json = ByteBuffer(bytes: (try? Self.encoder.encode(recorded.vitals)) ?? Data())
                content = .encoded(json)
                return json
            }
        }
    }

    private static let encoder = APICoding.encoder()
}
