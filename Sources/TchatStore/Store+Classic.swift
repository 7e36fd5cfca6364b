import GRDB
public import TchatModel

/// What is done from where nothing can be waited for: an event loop, or the database's own queue.
extension Store {
    /// Adds an entry of someone who needs no invitation, and behind it those that follow from it.
    ///
    /// The person is made known with the entry. Entries are written in the order of the calls.
    ///
    /// - Parameter completion: Told once it is on disk, or why it is not; on the database's queue.
    public func append(
        _ entry: NewEntry,
        then followUps: [NewEntry] = [],
        of person: (name: String, kind: Person.Kind, role: Role),
        _ completion: @escaping @Sendable (Result<Appended, StoreError>) -> Void
    ) {
        let rows: [EntryRow]
        do throws(StoreError) {
            var made = [try EntryRow(entry)]
            for followUp in followUps { made.append(try EntryRow(followUp)) }
            rows = made
        } catch {
            completion(.failure(error))
            return
        }
        commits.write(
            { [now] db, entries in
                let date = now().roundedToMilliseconds
                try Self.makeKnown(person.name, kind: person.kind, role: person.role, at: date, db)
                var written: [Entry] = []
                for row in rows { written.append(try row.insert(at: date, db)) }
                entries += written
                return Appended(entry: written[0], isNew: true)
            },
            completion
        )
    }

    /// Moves a reader's marker.
    ///
    /// - Parameter completion: Told where it stands and whether it moved; on the database's queue.
    public func mark(
        _ conversation: String,
        reader: Author,
        _ update: MarkerUpdate,
        _ completion: @escaping @Sendable (Result<(marker: Marker, isChanged: Bool), StoreError>) -> Void
    ) {
        commits.write({ db, _ in try Self.mark(conversation, reader: reader, update, db) }, completion)
    }

    /// What operators said to classic clients that has not reached them, oldest first.
    ///
    /// - Parameter limit: How many messages at the most.
    public func undeliveredToClassicClients(limit: Int = 10_000) async throws(StoreError) -> [Entry] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT entry.* FROM person JOIN entry ON entry.conversation = person.name
                    WHERE person.kind = 'classic' AND entry.type = 'message' AND entry.authorKind = 'operator'
                        AND entry.id > ifnull((
                            SELECT delivered FROM marker
                            WHERE marker.conversation = person.name AND readerKind = 'person' AND readerName = person.name
                        ), 0)
                    ORDER BY entry.id LIMIT ?
                    """,
                arguments: [limit]
            ).map { try Entry($0) }
        }
    }
}

extension GroupCommit {
    /// Runs a write in the next transaction, and tells once that is on disk.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database, inout [Entry]) throws -> Value,
        _ completion: @escaping @Sendable (Result<Value, StoreError>) -> Void
    ) {
        let write = Write(
            perform: { db, entries in
                let value = try body(db, &entries)
                return { completion(.success(value)) }
            },
            fail: { completion(.failure($0)) }
        )
        if let error = enqueue(write) { write.fail(error) }
    }
}
