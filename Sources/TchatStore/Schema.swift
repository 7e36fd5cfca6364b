import GRDB

/// The tables, and how older ones become them.
enum Schema {
    /// Every change of the schema, in order; one that was published is never edited.
    ///
    /// A version that stores a word older ones can't read (a new item, event or kind of entry) adds a migration too,
    /// an empty one if need be: it makes them refuse the log with a clear sentence.
    static func migrator() -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: people, entries, markers, audit") { db in
            try db.execute(sql: firstTables)
        }
        // What a notice tells beside its event, as JSON. Its text says the same to a search; in what was written before,
        // there is the text alone.
        migrator.registerMigration("2: values of notices") { db in
            try db.execute(sql: "ALTER TABLE entry ADD COLUMN notice TEXT CHECK (notice IS NULL OR type = 'notice')")
        }
        migrator.registerMigration("3: values and counts in the audit trail") { db in
            try db.execute(sql: auditValues)
        }
        migrator.registerMigration("4: the newest entry of each conversation") { db in
            try db.execute(sql: newestEntries)
        }
        return migrator
    }

    /// Times are milliseconds since 1970, UUIDs their 16 bytes; a person's name is the conversation's name too.
    private static let firstTables = """
        CREATE TABLE host (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            id BLOB NOT NULL CHECK (length(id) = 16),
            lastBootID TEXT,
            hasStarted INTEGER NOT NULL DEFAULT 0 CHECK (hasStarted IN (0, 1))
        ) STRICT;

        CREATE TABLE person (
            name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
            kind TEXT NOT NULL CHECK (kind <> ''),
            role TEXT NOT NULL CHECK (role <> ''),
            createdAt INTEGER NOT NULL,
            lastSeenAt INTEGER,
            revokedAt INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE token (
            digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
            person TEXT NOT NULL REFERENCES person (name),
            createdAt INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tokenByPerson ON token (person);

        CREATE TABLE entry (
            id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0),
            uuid BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
            conversation TEXT REFERENCES person (name),
            at INTEGER NOT NULL,
            authorKind TEXT NOT NULL CHECK (authorKind IN ('person', 'operator', 'host')),
            authorName TEXT NOT NULL,
            type TEXT NOT NULL,
            text TEXT,
            item TEXT,
            answers BLOB CHECK (length(answers) = 16),
            "values" TEXT,
            action TEXT,
            event TEXT,
            CHECK (CASE type
                WHEN 'message' THEN text IS NOT NULL
                    AND item IS NULL AND answers IS NULL AND "values" IS NULL AND action IS NULL AND event IS NULL
                WHEN 'question' THEN item IS NOT NULL
                    AND text IS NULL AND answers IS NULL AND "values" IS NULL AND action IS NULL AND event IS NULL
                WHEN 'answer' THEN item IS NOT NULL AND answers IS NOT NULL AND text IS NOT NULL
                    AND action IS NULL AND event IS NULL
                WHEN 'control' THEN action IS NOT NULL
                    AND text IS NULL AND item IS NULL AND answers IS NULL AND "values" IS NULL AND event IS NULL
                WHEN 'notice' THEN event IS NOT NULL
                    AND item IS NULL AND answers IS NULL AND "values" IS NULL AND action IS NULL
                WHEN 'alert' THEN text IS NOT NULL
                    AND item IS NULL AND answers IS NULL AND "values" IS NULL AND action IS NULL AND event IS NULL
                ELSE 0
            END)
        ) STRICT;
        CREATE INDEX entryByConversation ON entry (conversation, id);
        -- What counts as unread.
        CREATE INDEX messageByAuthorKind ON entry (conversation, authorKind, id) WHERE type = 'message';
        CREATE TRIGGER entryStaysAsItIs BEFORE UPDATE ON entry BEGIN
            SELECT RAISE(ABORT, 'an entry is never changed');
        END;

        -- Filled by whoever inserts an entry: a trigger would write its part of the index to the database for each
        -- entry instead of once a transaction, which halves the speed.
        CREATE VIRTUAL TABLE entryText USING fts5 (
            text, content = 'entry', content_rowid = 'id', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
        );
        CREATE TRIGGER entryTextGoesToo AFTER DELETE ON entry WHEN old.text IS NOT NULL BEGIN
            INSERT INTO entryText (entryText, rowid, text) VALUES ('delete', old.id, old.text);
        END;

        CREATE TABLE marker (
            conversation TEXT NOT NULL REFERENCES person (name),
            readerKind TEXT NOT NULL CHECK (readerKind IN ('person', 'operator', 'host')),
            readerName TEXT NOT NULL,
            delivered INTEGER NOT NULL CHECK (delivered > 0),
            read INTEGER CHECK (read > 0 AND read <= delivered),
            PRIMARY KEY (conversation, readerKind, readerName)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER markerOnlyGrows BEFORE UPDATE ON marker
            WHEN new.delivered < old.delivered OR ifnull(new.read, 0) < ifnull(old.read, 0) BEGIN
            SELECT RAISE(ABORT, 'a marker never goes back');
        END;

        CREATE TABLE audit (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            event TEXT NOT NULL,
            person TEXT,
            address TEXT,
            detail TEXT
        ) STRICT;
        """

    /// What was written before keeps its `detail`.
    ///
    /// What anybody can repeat has a share of its own.
    private static let auditValues = """
        ALTER TABLE audit ADD COLUMN role TEXT;
        ALTER TABLE audit ADD COLUMN byPerson TEXT;
        ALTER TABLE audit ADD COLUMN action TEXT;
        ALTER TABLE audit ADD COLUMN method TEXT;
        ALTER TABLE audit ADD COLUMN route TEXT;
        ALTER TABLE audit ADD COLUMN count INTEGER NOT NULL DEFAULT 1 CHECK (count > 0);
        ALTER TABLE audit ADD COLUMN firstAt INTEGER;
        ALTER TABLE audit ADD COLUMN isRepeatable INTEGER NOT NULL DEFAULT 0 CHECK (isRepeatable IN (0, 1));
        UPDATE audit SET isRepeatable = 1 WHERE event IN ('listens', 'refused', 'wrong-code', 'wrong-token');
        CREATE INDEX auditByShare ON audit (isRepeatable, id);
        """

    /// Kept by whoever inserts or deletes entries, once a transaction, so that conversations are listed without looking
    /// for the newest entry of each.
    private static let newestEntries = """
        ALTER TABLE person ADD COLUMN newestEntryID INTEGER;
        UPDATE person SET newestEntryID = (SELECT max(id) FROM entry WHERE conversation = person.name);
        CREATE INDEX conversationByNewestEntry ON person (newestEntryID) WHERE newestEntryID IS NOT NULL;
        -- Of those without an entry, the ones that are listed.
        CREATE INDEX emptyConversation ON person (name)
            WHERE newestEntryID IS NULL AND revokedAt IS NULL AND kind = 'paired' AND role <> 'guest';
        """
}
