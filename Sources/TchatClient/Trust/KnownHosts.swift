public import FoundationEssentials
import Localization
public import TchatModel
public import TchatPairing

/// The hosts this user was paired with, in `hosts.json`; several processes may use it at the same time.
///
/// All calls throw ``LocalFileError`` for the file, and ``HostError`` for names.
public struct KnownHosts: Sendable {
    private static let limitBytes = 16 << 20

    private let file: LocalFile

    /// Names the file; it is made when the first host is stored.
    public init(in folder: DataFolder) {
        file = folder.hosts
    }

    /// All of them, in the order they were paired.
    public func all() async throws -> [KnownHost] {
        let file = file
        return try await file.look { try Self.read(file).hosts }
    }

    /// The host that is called that: its alias, name, address or identifier.
    public func host(called text: String) async throws -> KnownHost {
        let file = file
        return try await file.look { try Self.read(file).host(called: text) }
    }

    /// Remembers a host; one with the same identifier is replaced and keeps its alias unless it gets another.
    public func insert(_ host: KnownHost) async throws {
        try await change { try $0.insert(host) }
    }

    /// Changes what is remembered of a host; its identifier stays.
    public func update(_ id: UUID, _ body: @escaping @Sendable (inout KnownHost) -> Void) async throws {
        try await change { list in
            guard let index = list.hosts.firstIndex(where: { $0.id == id }) else {
                throw HostError.notPaired(id.uuidString.lowercased())
            }
            var host = list.hosts[index]
            body(&host)
            host.id = id
            let alias = host.alias
            // Its own old alias must not come back when the new one is nil.
            list.hosts[index].alias = alias
            try list.insert(host)
        }
    }

    /// Forgets a host; that it is unknown is fine.
    public func remove(_ id: UUID) async throws {
        try await change { list in list.hosts.removeAll { $0.id == id } }
    }

    /// Pairs with a host and remembers it; nothing is stored unless the host has proven that it made the code.
    ///
    /// - Throws: Besides, what ``Pairing/pair(with:code:timeout:)`` throws.
    public func pair(
        with address: HostAddress,
        code: PairingCode,
        alias: String? = nil,
        timeout: Duration = .seconds(10)
    ) async throws -> KnownHost {
        // Whether it can be stored is found out before the code is used up.
        let known = try await all()
        if let alias, let other = known.first(where: { $0.alias == alias && $0.address != address }) {
            throw HostError.aliasTaken(alias, by: "\(other.name) (\(other.address))")
        }
        var host = try await Pairing.pair(with: address, code: code, timeout: timeout)
        host.alias = alias
        try await insert(host)
        return host
    }

    private func change(_ body: @escaping @Sendable (inout KnownHostList) throws -> Void) async throws {
        let file = file
        try await file.use {
            var list = try Self.read(file)
            try body(&list)
            let encoder = APICoding.encoder()
            encoder.outputFormatting.insert(.prettyPrinted)
            try file.replace(with: try encoder.encode(list))
        }
    }

    private static func read(_ file: LocalFile) throws -> KnownHostList {
        guard let data = try file.read(limitBytes: limitBytes) else { return KnownHostList() }
        let list: KnownHostList
        do {
            list = try APICoding.decoder().decode(KnownHostList.self, from: data)
        } catch {
            throw LocalFileError.damaged(path: file.path, detail: tr("it is no list of hosts"))
        }
        guard list.version == KnownHostList.currentVersion else {
            throw LocalFileError.damaged(path: file.path, detail: tr("a newer version of Tchat wrote it"))
        }
        return list
    }
}
