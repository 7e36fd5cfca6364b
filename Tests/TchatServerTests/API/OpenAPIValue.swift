import FoundationEssentials
import Yams

import class Foundation.NSNull

/// A JSON value of any shape, from JSON or from YAML.
///
/// A number without a fraction is an integer, however it is written, as JSON Schema has it.
enum OpenAPIValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([OpenAPIValue])
    case object([String: OpenAPIValue])

    /// Reads a YAML document.
    init(yaml: String) throws {
        self = try Self(loaded: try Yams.load(yaml: yaml))
    }

    /// Reads a JSON text.
    init(json: some Sequence<UInt8>) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json))
    }

    private init(loaded value: Any?) throws {
        switch value {
        case nil, is NSNull: self = .null
        case let value as Bool: self = .bool(value)
        case let value as Int: self = .integer(value)
        case let value as Double: self = .number(value)
        case let value as String: self = .string(value)
        case let value as [Any]: self = .array(try value.map(Self.init(loaded:)))
        case let value as [AnyHashable: Any]:
            var members: [String: Self] = [:]
            for (key, member) in value {
                guard let key = key as? String else { throw OpenAPIError("The key \(key) is not a text: quote it.") }
                members[key] = try Self(loaded: member)
            }
            self = .object(members)
        case .some(let value): throw OpenAPIError("\(value) is not a JSON value: quote it.")
        }
    }

    /// The member of an object, or nothing.
    subscript(key: String) -> OpenAPIValue? { object?[key] }

    var object: [String: OpenAPIValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    var array: [OpenAPIValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var integer: Int? {
        if case .integer(let number) = self { number } else { nil }
    }

    var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .number(let number): number
        default: nil
        }
    }

    /// The texts of an array of texts.
    var strings: [String] { (array ?? []).compactMap(\.string) }
}

extension OpenAPIValue: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self =
            if container.decodeNil() {
                .null
            } else if let value = try? container.decode(Bool.self) {
                .bool(value)
            } else if let value = try? container.decode(Int.self) {
                .integer(value)
            } else if let value = try? container.decode(Double.self) {
                .number(value)
            } else if let value = try? container.decode(String.self) {
                .string(value)
            } else if let value = try? container.decode([OpenAPIValue].self) {
                .array(value)
            } else {
                .object(try container.decode([String: OpenAPIValue].self))
            }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

extension OpenAPIValue: CustomStringConvertible {
    /// The value as JSON, cut where it gets long.
    var description: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(self) else { return "?" }
        let text = String(decoding: json, as: UTF8.self)
        return text.count <= 120 ? text : "\(text.prefix(117))..."
    }
}

/// A mistake in the API's description, or in how a test uses it.
struct OpenAPIError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
