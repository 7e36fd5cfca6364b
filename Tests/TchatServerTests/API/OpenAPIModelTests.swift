import FoundationEssentials
import TchatModel
import Testing

/// The description and the types that make and read the JSON say the same.
@Suite struct OpenAPIModelTests {
    let document: OpenAPIDocument

    init() throws { document = try OpenAPIDocument.served.get() }

    // MARK: What the types write conforms

    @Test(arguments: Self.readings.map(\.item))
    func `Every reading is written as described`(item: Item) throws {
        let reading = try #require(Self.readings.first { $0.item == item })
        #expect(try problems(ItemAnswer(item: item, ageSeconds: 0.5, text: "x", values: reading), "ItemAnswer") == [])
        #expect(try problems(ItemAnswer(item: item, text: "x"), "ItemAnswer") == [])
        let vitals = Vitals(at: Self.date, readings: [item: Vitals.Aged(ageSeconds: 0, values: reading)])
        #expect(try problems(vitals, "Vitals") == [])
        #expect(try problems(HostHistory(samples: [vitals]), "HostHistory") == [])
        let answer = Entry.Content.answer(item: item, answers: Self.uuid, text: "x", values: reading)
        #expect(try problems(Self.entry(answer), "Entry") == [])
    }

    @Test func `The readings of this test are of every item`() {
        #expect(Self.readings.map(\.item) == Item.allCases)
    }

    @Test(arguments: Self.contents)
    func `Every kind of entry is written as described`(content: Entry.Content) throws {
        #expect(try problems(Self.entry(content), "Entry") == [])
        #expect(try problems(Self.entry(content, conversation: nil), "Entry") == [])
    }

    @Test func `The contents of this test are of every kind`() {
        #expect(Set(Self.contents.map { Self.entry($0).kind }) == Set(Entry.Kind.allCases))
    }

    @Test func `What the API answers is written as described`() throws {
        let person = Person(
            name: "alice",
            kind: .paired,
            role: .member,
            createdAt: Self.date,
            lastSeenAt: Self.date,
            tokens: 1
        )
        let marker = Marker(conversation: "alice", reader: Author(kind: .person, name: "alice"), delivered: 2, read: 1)
        let entry = Self.entry(.message(text: "bonjour"))
        let summary = ConversationSummary(name: "alice", person: person, lastEntry: entry, unread: 1, markers: [marker])
        let system = OperatingSystem(system: "Linux", release: "6", version: "#1", architecture: "x86_64")
        let status = HostStatus(
            id: Self.uuid,
            version: "1",
            startedAt: Self.date,
            facts: HostFacts(name: "lab", operatingSystem: system, bootID: "b", bootedAt: Self.date),
            vitals: Vitals(at: Self.date, readings: [:]),
            caller: HostStatus.Caller(name: "alice", role: .member)
        )
        #expect(try problems(status, "HostStatus") == [])
        #expect(try problems(PeopleList(people: [person]), "PeopleList") == [])
        #expect(try problems(marker, "Marker") == [])
        #expect(try problems(ConversationList(conversations: [summary]), "ConversationList") == [])
        #expect(try problems(EntryPage(entries: [entry], hasMore: true), "EntryPage") == [])
        #expect(try problems(Presence(operators: ["bob"], people: ["alice"]), "Presence") == [])
        let offer = PairingCodeOffer(
            code: "7KQ2-M9XD-4HTA",
            expiresAt: Self.date,
            listensOn: [HostAddress(host: "127.0.0.1", port: 6000)]
        )
        #expect(try problems(offer, "PairingCodeOffer") == [])
    }

    /// With every value that comes with a code.
    private static func problem(code: String) throws -> Problem {
        let json = """
            {"type":"about:blank","title":"No","status":400,"code":"\(code)","detail":"Do this.","retryAfterSeconds":3,
            "role":"guest","neededRole":"admin","roles":["guest"],"name":"bob","parameter":"p","allowed":["a"],"minimum":1,
            "maximum":2,"limitBytes":3,"limit":4,"items":["cpu"],"actions":["reset"],"reason":"x","logTrouble":"busy"}
            """
        return try APICoding.decoder().decode(Problem.self, from: Data(json.utf8))
    }

    @Test func `Every code that is described is known, and written as described`() throws {
        let codes = words("Problem", "code")
        #expect(codes.count == Set(codes).count && codes.count > 30)
        for code in codes {
            let problem = try Self.problem(code: code)
            if case .other = problem.reason { Issue.record("\(code) is not known") }
            #expect(problem.reason.code == code)
            #expect(try problems(problem, "Problem") == [], "\(code)")
            let described = document.root["components"]?["responses"]?.object?.values.filter { response in
                let all = response["content"]?["application/problem+json"]?["schema"]?["allOf"]?.array ?? []
                return all.contains { $0["properties"]?["code"]?["enum"]?.strings.contains(code) == true }
            }
            #expect(described?.isEmpty == false, "\(code) comes with no status")
        }
        #expect(words("Problem", "logTrouble") == Problem.LogTrouble.allCases.map(\.rawValue))
    }

    @Test func `What a client sends is written as described`() throws {
        #expect(try problems(EntryDraft.message(text: "bonjour"), "EntryDraft") == [])
        #expect(try problems(EntryDraft.question(item: .cpu), "EntryDraft") == [])
        #expect(try problems(MarkerUpdate(read: 1), "MarkerUpdate") == [])
        #expect(try problems(MarkerUpdate(), "MarkerUpdate") != [])
        #expect(try problems(ControlRequest(action: .reset), "ControlRequest") == [])
        #expect(try problems(ControlRequest(action: .disconnect), "ControlRequest") != [])
        #expect(try problems(Enrolment(role: .member), "Enrolment") == [])
        #expect(try problems(Enrolment(), "Enrolment") == [])
    }

    // MARK: The words are the same

    @Test func `The words of the description are those of the types`() {
        #expect(words("Role") == Role.allCases.map(\.rawValue))
        #expect(words("Item") == Item.allCases.map(\.rawValue))
        #expect(words("Entry", "type") == Entry.Kind.allCases.map(\.rawValue))
        #expect(words("Author", "kind") == Author.Kind.allCases.map(\.rawValue))
        #expect(words("Person", "kind") == Person.Kind.allCases.map(\.rawValue))
        #expect(words("Battery", "state") == Battery.State.allCases.map(\.rawValue))
        let branches = document.root["components"]?["schemas"]?["Entry"]?["oneOf"]?.array ?? []
        let member = { (kind: String, name: String) in
            branches.first { $0["title"]?.string == kind }?["properties"]?[name]?["enum"]?.strings
        }
        #expect(branches.compactMap { $0["title"]?.string } == Entry.Kind.allCases.map(\.rawValue))
        #expect(member("notice", "event") == HostEvent.allCases.map(\.rawValue))
        #expect(member("notice", "means") == NoticeValues.Means.allCases.map(\.rawValue))
        #expect(member("notice", "attempt") == NoticeValues.Attempt.allCases.map(\.rawValue))
        #expect(member("control", "action") == ControlAction.allCases.map(\.rawValue))
    }

    @Test(arguments: [
        "alice", "a", "7", "bob.smith", "a_b-c@d", "élodie", "李", "10.0.0.1a", "", ".a", "-a", "@a", "a b", "a/b",
        "a:b",
        "10.0.0.1", "123", "a\u{7}", "a!", "a[", "a{", "a`", "::1", "a\u{A0}b",
    ])
    func `A name fits the description as it fits the rule`(name: String) {
        let problems = document.problems(.string(name), schema: "PersonName")
        #expect(problems.isEmpty == PersonName.isValid(name), "\(problems)")
    }

    // MARK: What the description shows can be read

    @Test func `Every example conforms to its schema`() {
        var count = 0
        func visit(_ value: OpenAPIValue, at path: String) {
            if let rule = value["schema"] {
                let named = value["examples"]?.object?.values.compactMap { $0["value"] } ?? []
                for example in named + [value["example"]].compactMap({ $0 }) {
                    count += 1
                    #expect(document.schema.problems(example, rule, at: path) == [])
                }
            }
            for (name, member) in value.object ?? [:] { visit(member, at: "\(path).\(name)") }
            for (index, element) in (value.array ?? []).enumerated() { visit(element, at: "\(path)[\(index)]") }
        }
        visit(document.root, at: "$")
        #expect(count > 40)
    }

    @Test func `The types read the examples`() throws {
        try read(HostStatus.self, from: "GET", "/v1/host", 200)
        try read(ItemAnswer.self, from: "GET", "/v1/host/load", 200)
        try read(HostHistory.self, from: "GET", "/v1/host/history", 200)
        try read(ConversationList.self, from: "GET", "/v1/conversations", 200)
        try read(EntryPage.self, from: "GET", "/v1/conversations/alice/entries", 200)
        try read(EntryDraft.self, from: "PUT", "/v1/conversations/alice/entries/u", nil)
        try read(Entry.self, from: "PUT", "/v1/conversations/alice/entries/u", 201)
        try read(MarkerUpdate.self, from: "PUT", "/v1/conversations/alice/markers", nil)
        try read(Marker.self, from: "PUT", "/v1/conversations/alice/markers", 200)
        try read(ControlRequest.self, from: "POST", "/v1/control", nil)
        try read(PeopleList.self, from: "GET", "/v1/people", 200)
        try read(Enrolment.self, from: "POST", "/v1/people/alice/codes", nil)
        try read(PairingCodeOffer.self, from: "POST", "/v1/people/alice/codes", 201)
        try read(TokenGrant.self, from: "POST", "/v1/people/alice/tokens", 201)
    }

    /// Decodes the examples of a call's response, or of its request where there is no status.
    private func read<Body: Decodable>(_ type: Body.Type, from method: String, _ path: String, _ status: Int?) throws {
        let operation = try #require(document.operation(method: method, path: path))
        let call = document.root["paths"]?[operation.path]?[method.lowercased()]
        let part = status.map { call?["responses"]?[String($0)] } ?? call?["requestBody"]
        let examples = try #require(part?["content"]?["application/json"]?["examples"]?.object)
        for (name, example) in examples {
            let json = try JSONEncoder().encode(example["value"])
            #expect(throws: Never.self, "\(operation) \(name)") {
                try APICoding.decoder().decode(type, from: json)
            }
        }
    }

    private func problems(_ value: some Encodable, _ schema: String) throws -> [String] {
        document.problems(try OpenAPIValue(json: try APICoding.encoder().encode(value)), schema: schema)
    }

    private func words(_ schema: String, _ property: String? = nil) -> [String] {
        let whole = document.root["components"]?["schemas"]?[schema]
        return (property.map { whole?["properties"]?[$0] } ?? whole)?["enum"]?.strings ?? []
    }

    private static let date = Date(millisecondsSince1970: 1_795_405_500_123)
    private static let uuid = UUID(uuid: (11, 111, 42, 30, 76, 125, 79, 126, 154, 83, 43, 31, 111, 106, 157, 16))

    private static func entry(_ content: Entry.Content, conversation: String? = "alice") -> Entry {
        let author = Author(kind: .person, name: "alice")
        return Entry(id: 1, uuid: uuid, conversation: conversation, at: date, author: author, content: content)
    }

    private static let contents: [Entry.Content] =
        [
            .message(text: "bonjour"), .question(item: .ram),
            .answer(item: .battery, answers: uuid, text: "x", values: nil), .alert(text: "x"),
        ] + ControlAction.allCases.map { .control($0) }
        + HostEvent.allCases.flatMap { [.notice($0), .notice($0, NoticeValues(otherText: "x"))] }
        + Role.allCases.map { .notice(.paired, NoticeValues(role: $0, means: .code)) }
        + NoticeValues.Means.allCases.map { .notice(.paired, NoticeValues(role: .guest, means: $0)) }
        + NoticeValues.Attempt.allCases.map { .notice(.refused, NoticeValues(attempt: $0)) }
        + [.notice(.revoked, NoticeValues(by: "root"))]

    private static let readings: [Reading] = [
        .name(Reading.HostName(name: "lab")),
        .os(
            OperatingSystem(system: "Linux", release: "6", version: "#1", architecture: "x86_64", prettyName: "Debian")
        ),
        .cpu(CPUUsage(usedPercent: 12.5, coreUsedPercent: [0, 100])),
        .ram(
            MemoryUsage(
                totalBytes: 8,
                usedBytes: 4,
                freeBytes: 1,
                availableBytes: 4,
                buffersAndCacheBytes: 2,
                swapTotalBytes: 3
            )
        ),
        .disk(
            Reading.Disks(
                fileSystems: [
                    FileSystemUsage(
                        mountPoint: "/",
                        device: "/dev/sda1",
                        type: "ext4",
                        totalBytes: 3,
                        usedBytes: 1,
                        freeBytes: 1
                    )
                ],
                activity: [DiskActivity(device: "sda", readBytesPerSecond: 0.5, writtenBytesPerSecond: 0)]
            )
        ),
        .network(
            Reading.Network(interfaces: [
                NetworkActivity(interface: "lo", receivedBytesPerSecond: 1, sentBytesPerSecond: 1)
            ])
        ),
        .load(LoadAverage(oneMinute: 0.1, fiveMinutes: 0.2, fifteenMinutes: 0.3)),
        .uptime(Reading.Uptime(uptimeSeconds: 86_400.5)),
        .temperature(Reading.Temperatures(sensors: [Temperature(sensor: "coretemp Core 0", celsius: -1.5)])),
        .users(Reading.Users(sessions: [UserSession(user: "alice", terminal: "pts/0", from: ":0", since: date)])),
        .battery(
            Reading.Batteries(batteries: [
                Battery(name: "BAT0", chargePercent: 80, state: .notCharging, secondsRemaining: 60)
            ])
        ),
    ]
}
