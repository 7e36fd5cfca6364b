public import FoundationEssentials

/// What a machine does at an instant, as the API tells it: `{"at":"…","cpu":{"ageSeconds":0.0,"values":{…}},…}`.
///
/// An item the machine lacks, or has not measured yet, is absent.
public struct Vitals: Hashable, Sendable {
    /// A reading and how old it was at ``Vitals/at``.
    public struct Aged: Hashable, Sendable {
        /// Seconds since it was measured.
        public var ageSeconds: Double
        /// What was measured.
        public var values: Reading

        /// Makes a reading of an age.
        public init(ageSeconds: Double, values: Reading) {
            self.ageSeconds = ageSeconds
            self.values = values
        }
    }

    /// When the sample was taken.
    public var at: Date

    /// The readings by item.
    public var readings: [Item: Aged]

    /// Makes vitals of readings.
    public init(at: Date, readings: [Item: Aged]) {
        self.at = at
        self.readings = readings
    }

    /// The reading of an item, if there is one.
    public subscript(item: Item) -> Reading? { readings[item]?.values }
}

extension Vitals: Codable {
    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(_ name: String) { stringValue = name }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    private enum AgedKeys: String, CodingKey {
        case ageSeconds, values
    }

    /// Reads the object; items that this version does not know are passed over.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        at = try container.decode(Date.self, forKey: Key("at"))
        readings = [:]
        for item in Item.allCases where container.contains(Key(item.rawValue)) {
            let aged = try container.nestedContainer(keyedBy: AgedKeys.self, forKey: Key(item.rawValue))
            readings[item] = Aged(
                ageSeconds: try aged.decode(Double.self, forKey: .ageSeconds),
                values: try Reading(of: item, from: aged.superDecoder(forKey: .values))
            )
        }
    }

    /// Writes the object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(at, forKey: Key("at"))
        for item in Item.allCases {
            guard let reading = readings[item] else { continue }
            var aged = container.nestedContainer(keyedBy: AgedKeys.self, forKey: Key(item.rawValue))
            try aged.encode(reading.ageSeconds, forKey: .ageSeconds)
            try aged.encode(reading.values, forKey: .values)
        }
    }
}
