import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import TchatModel

/// A request that was let in, and what a route reads of it.
struct APIRequest: Sendable {
    let request: Request
    let context: APIContext

    /// The longest body of a request.
    static let longestBodyBytes = 65_536

    /// A part of the path, decoded.
    func parameter(_ name: String) throws(Problem.Reason) -> String {
        guard let match = context.match, let index = match.route.parameterNames.firstIndex(of: name),
            let text = match.parameters[index].removingPercentEncoding, !text.isEmpty
        else { throw .unreadablePath }
        return text
    }

    /// Who asks, and how: with `as=operator`, at a console.
    func caller() throws(Problem.Reason) -> Caller {
        guard let principal = context.principal else { throw .tokenRequired }
        var caller = Caller(principal: principal, address: context.transport.peer)
        switch try query("as") {
        case nil: break
        case "operator": caller.isAtConsole = true
        default: throw .invalidParameter(parameter: "as", allowed: ["operator"])
        }
        guard !caller.isAtConsole || principal.role >= .operator else {
            throw .roleTooLow(role: principal.role, neededRole: .operator)
        }
        return caller
    }

    /// A parameter of the query, decoded; given twice it is an error.
    func query(_ name: String) throws(Problem.Reason) -> String? {
        let values = request.uri.queryParameters[values: name[...]]
        guard values.count <= 1 else { throw .repeatedParameter(parameter: name) }
        return values.first.map { String($0) }
    }

    /// A text of the query.
    func text(_ name: String, characters range: ClosedRange<Int>) throws(Problem.Reason) -> String? {
        guard let text = try query(name) else { return nil }
        guard range.contains(text.unicodeScalars.count) else {
            throw .invalidLength(parameter: name, minimum: range.lowerBound, maximum: range.upperBound)
        }
        return text
    }

    /// A whole number of the query.
    func number(_ name: String, in range: ClosedRange<Int>) throws(Problem.Reason) -> Int? {
        try Self.number(try query(name), named: name, in: range)
    }

    /// A whole number of a header; an empty one says nothing.
    func number(ofHeader name: HTTPField.Name, in range: ClosedRange<Int>) throws(Problem.Reason) -> Int? {
        let text = request.headers[name].flatMap { $0.isEmpty ? nil : $0 }
        return try Self.number(text, named: name.rawName, in: range)
    }

    private static func number(
        _ text: String?,
        named name: String,
        in range: ClosedRange<Int>
    ) throws(Problem.Reason) -> Int? {
        guard let text else { return nil }
        guard let number = Int(text), range.contains(number), text == String(number) else {
            throw .numberOutOfRange(
                parameter: name,
                minimum: range.lowerBound,
                maximum: range.upperBound == .max ? nil : range.upperBound
            )
        }
        return number
    }

    /// A yes or no of the query.
    func flag(_ name: String, default value: Bool) throws(Problem.Reason) -> Bool {
        switch try query(name) {
        case nil: value
        case "true": true
        case "false": false
        default: throw .invalidParameter(parameter: name, allowed: ["true", "false"])
        }
    }

    /// The body, read as JSON.
    func body<Body: Decodable>(as type: Body.Type, atMost limitBytes: Int = longestBodyBytes) async throws -> Body {
        guard request.headers[.contentType].map(Self.isJSON) ?? false else {
            throw Problem.Reason.unsupportedMediaType
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: limitBytes)
        } catch is NIOTooManyBytesError {
            throw Problem.Reason.bodyTooLong(limitBytes: limitBytes)
        } catch is HTTPParserError {
            throw Problem.Reason.invalidBody(reason: "it is not sent as HTTP has it")
        }
        do {
            return try Self.decoder.decode(type, from: Data(body.readableBytesView))
        } catch let error as DecodingError {
            throw Problem.Reason.invalidBody(reason: error.reason)
        } catch {
            throw Problem.Reason.invalidBody(reason: "it is not JSON")
        }
    }

    private static func isJSON(_ contentType: String) -> Bool {
        let type = contentType.prefix { $0 != ";" && $0 != " " && $0 != "\t" }
        return type.lowercased() == "application/json"
    }

    private static let decoder = APICoding.decoder()
}

extension DecodingError {
    /// Where and why, in a few words.
    fileprivate var reason: String {
        let (path, reason): ([any CodingKey], String) =
            switch self {
            case .keyNotFound(let key, let context): (context.codingPath, "'\(key.stringValue)' is missing")
            case .typeMismatch(_, let context): (context.codingPath, "a value of the wrong type")
            case .valueNotFound(_, let context): (context.codingPath, "null where a value belongs")
            // Without a place it is no JSON at all; with one, the decoder's words would name Swift's types.
            case .dataCorrupted(let context):
                (context.codingPath, context.codingPath.isEmpty ? "it is not JSON" : "a value that is not allowed")
            @unknown default: ([], "unreadable")
            }
        let place = path.map(\.stringValue).joined(separator: ".")
        return (place.isEmpty ? reason : "\(place): \(reason)").visible()
    }
}
