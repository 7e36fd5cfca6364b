import FoundationEssentials
import Localization
import TchatClient
import TchatModel

/// Does what is typed in a chat, over an engine that keeps it in step with the host.
struct ChatRunner: Sendable {
    /// The person's own name; also the conversation's.
    let person: String
    let client: any HostClient
    let storage: any HostStorage
    let talk: ChatTalk
    let sync: HostSync

    init(
        person: String,
        client: any HostClient,
        storage: any HostStorage,
        talk: ChatTalk,
        start: SyncPolicy.Start
    ) {
        self.person = person
        self.client = client
        self.storage = storage
        self.talk = talk
        let policy = SyncPolicy(scope: .conversation(person), start: start)
        sync = HostSync(client: client, storage: storage, policy: policy)
    }

    /// Does what a typed line says.
    ///
    /// - Returns: Whether the conversation goes on.
    func take(_ typed: LineEditor.Input) async throws -> Bool {
        for action in talk.perform({ $0.typed(typed) }) {
            switch action {
            case .accept(let draft):
                do {
                    let uuid = try await sync.accept(draft, for: person)
                    talk.perform { $0.accepted(draft, uuid: uuid, at: Date()) }
                    sync.deliver()
                } catch let error as LocalFileError {
                    talk.print(tr("Not kept: {reason}", ["reason": error]))
                }
            case .control(let action):
                do {
                    try await client.control(action)
                } catch let error as HostError {
                    talk.print(tr("{action} was not done: {reason}", ["action": action.rawValue, "reason": error]))
                }
            case .leave: return false
            case .print, .markRead: break
            }
        }
        return true
    }
}
