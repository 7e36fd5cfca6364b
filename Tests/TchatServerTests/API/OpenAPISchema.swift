import FoundationEssentials
import TchatModel

/// Holds values to JSON schemas: the part of draft 2020-12 that `openapi.yaml` uses.
///
/// A keyword it does not know is a problem too, so that nothing in the description goes unchecked in silence.
struct OpenAPISchema: Sendable {
    /// The document that `$ref` points into.
    let document: OpenAPIValue

    /// Says where a value does not conform to a schema, one sentence for each place; nothing when it does.
    func problems(_ value: OpenAPIValue, _ schema: OpenAPIValue, at path: String = "$") -> [String] {
        guard let members = schema.object else {
            return schema == .bool(true) ? [] : ["\(path): no schema allows \(value)"]
        }
        return members.sorted { $0.key < $1.key }.flatMap { keyword, rule in
            problems(value, keyword, rule, of: members, at: path)
        }
    }

    private func problems(
        _ value: OpenAPIValue,
        _ keyword: String,
        _ rule: OpenAPIValue,
        of schema: [String: OpenAPIValue],
        at path: String
    ) -> [String] {
        switch keyword {
        case "title", "description", "default", "example", "examples":
            return []
        case "$ref":
            guard let target = rule.string.flatMap(resolve) else { return ["\(path): \(rule) leads nowhere"] }
            return problems(value, target, at: path)
        case "type":
            let types = rule.string.map { [$0] } ?? rule.strings
            return types.contains { isOf(type: $0, value) } ? [] : ["\(path): \(value) is not of type \(rule)"]
        case "enum":
            return (rule.array ?? []).contains(value) ? [] : ["\(path): \(value) is none of \(rule)"]
        case "const":
            return value == rule ? [] : ["\(path): \(value) is not \(rule)"]
        case "allOf", "anyOf", "oneOf":
            return combined(value, keyword, rule.array ?? [], at: path)
        case "properties", "required", "additionalProperties":
            guard let members = value.object else { return [] }
            return objectProblems(members, keyword, rule, of: schema, at: path)
        case "items":
            return (value.array ?? []).enumerated().flatMap { index, element in
                problems(element, rule, at: "\(path)[\(index)]")
            }
        case "minItems", "maxItems", "minimum", "maximum", "minLength", "maxLength":
            return isWithin(value, keyword, rule) ? [] : ["\(path): \(value) breaks \(keyword) \(rule)"]
        case "pattern", "format":
            guard let text = value.string else { return [] }
            return textProblems(text, keyword, rule, at: path)
        case "contentMediaType":
            return rule == .string("application/json") ? [] : ["\(path): contentMediaType \(rule) is not supported"]
        case "contentSchema":
            guard let text = value.string else { return [] }
            guard let content = try? OpenAPIValue(json: text.utf8) else { return ["\(path): \(value) is not JSON"] }
            return problems(content, rule, at: "\(path)(JSON)")
        default:
            return ["\(path): the keyword \(keyword) is not supported by this check"]
        }
    }

    /// What a reference such as `#/components/schemas/Entry` points at.
    func resolve(_ reference: String) -> OpenAPIValue? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(Optional(document)) { value, key in
            // RFC 6901 § 4.
            value?[key.split(separator: "~1", omittingEmptySubsequences: false).joined(separator: "/")]
        }
    }

    private func isOf(type: String, _ value: OpenAPIValue) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer), ("number", .number),
            ("string", .string), ("array", .array), ("object", .object):
            true
        default: false
        }
    }

    private func combined(_ value: OpenAPIValue, _ keyword: String, _ schemas: [OpenAPIValue], at path: String)
        -> [String]
    {
        let results = schemas.map { problems(value, $0, at: path) }
        let fitting = results.count(where: \.isEmpty)
        switch keyword {
        case "allOf": return results.flatMap { $0 }
        case "anyOf" where fitting >= 1, "oneOf" where fitting == 1: return []
        case "oneOf" where fitting > 1: return ["\(path): \(value) fits \(fitting) schemas of oneOf"]
        default:
            // The one with the fewest problems is most likely the one that was meant.
            let nearest = results.min { $0.count < $1.count } ?? []
            return ["\(path): \(value) fits no schema of \(keyword)"] + nearest
        }
    }

    private func objectProblems(
        _ members: [String: OpenAPIValue],
        _ keyword: String,
        _ rule: OpenAPIValue,
        of schema: [String: OpenAPIValue],
        at path: String
    ) -> [String] {
        switch keyword {
        case "required":
            return rule.strings.filter { members[$0] == nil }.map { "\(path): '\($0)' is missing" }
        case "properties":
            return members.sorted { $0.key < $1.key }.flatMap { name, member in
                rule[name].map { problems(member, $0, at: "\(path).\(name)") } ?? []
            }
        default:
            let known = schema["properties"]?.object ?? [:]
            return members.filter { known[$0.key] == nil }.sorted { $0.key < $1.key }.flatMap { name, member in
                problems(member, rule, at: "\(path).\(name)")
            }
        }
    }

    private func isWithin(_ value: OpenAPIValue, _ keyword: String, _ rule: OpenAPIValue) -> Bool {
        guard let limit = rule.number else { return false }
        switch keyword {
        case "minItems": return value.array.map { Double($0.count) >= limit } ?? true
        case "maxItems": return value.array.map { Double($0.count) <= limit } ?? true
        // A length is counted in code points.
        case "minLength": return value.string.map { Double($0.unicodeScalars.count) >= limit } ?? true
        case "maxLength": return value.string.map { Double($0.unicodeScalars.count) <= limit } ?? true
        case "minimum": return value.number.map { $0 >= limit } ?? true
        default: return value.number.map { $0 <= limit } ?? true
        }
    }

    private func textProblems(_ text: String, _ keyword: String, _ rule: OpenAPIValue, at path: String) -> [String] {
        let shown = OpenAPIValue.string(text)
        if keyword == "pattern" {
            guard let pattern = rule.string, let regex = try? Regex(pattern).matchingSemantics(.unicodeScalar) else {
                return ["\(path): \(rule) is not a pattern"]
            }
            return (try? regex.firstMatch(in: text)) != nil ? [] : ["\(path): \(shown) does not match \(rule)"]
        }
        let isValid =
            switch rule.string {
            case "date-time": APICoding.date(of: text) != nil
            case "uuid": UUID(uuidString: text) != nil
            case "uri-reference": text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            case "int64": true
            default: false
            }
        return isValid ? [] : ["\(path): \(shown) is not a valid \(rule)"]
    }
}
