import Foundation
import Testing

/// What the server's API answered to one request, which was sent without any of Tchat's code.
struct APIAnswer {
    let status: Int
    let body: String

    /// Reads an object out of the body.
    func decode<Value: Decodable>(_: Value.Type) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(body.utf8))
    }
}

extension Server {
    /// Sends one request through the Unix socket.
    func request(
        _ method: String,
        _ path: String,
        json: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> APIAnswer {
        let peer = try ClassicPeer(unixSocket: socketPath)
        var head = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        if let json { head += "Content-Type: application/json\r\nContent-Length: \(json.utf8.count)\r\n" }
        try peer.send(head + "\r\n" + (json ?? ""))
        var received: [UInt8] = []
        while case let bytes = try peer.receiveBytes(atMost: 1 << 16), !bytes.isEmpty { received += bytes }
        let text = String(decoding: received, as: UTF8.self)
        let status = try #require(
            text.firstMatch(of: #/^HTTP/1\.1 ([0-9]{3}) /#),
            "\(text)",
            sourceLocation: sourceLocation
        )
        let end = try #require(text.firstRange(of: "\r\n\r\n"), "\(text)", sourceLocation: sourceLocation)
        return APIAnswer(status: Int(status.1) ?? 0, body: String(text[end.upperBound...]))
    }

    /// Waits until something was said in a conversation, and so is on disk.
    func waitForMessage(_ text: String, in name: String = "127.0.0.1") throws {
        try waitUntil("\(text) is in the log") { try messages(of: name).contains(text) }
    }

    /// The messages of a conversation, oldest first; none of one that there is not.
    func messages(of name: String) throws -> [String] {
        struct Page: Decodable {
            struct Entry: Decodable {
                var type: String
                var text: String?
            }
            var entries: [Entry]
        }
        let answer = try request("GET", "/v1/conversations/\(name)/entries?limit=500")
        #expect([200, 404].contains(answer.status), "\(answer.body)")
        guard answer.status == 200 else { return [] }
        return try answer.decode(Page.self).entries.filter { $0.type == "message" }.compactMap(\.text)
    }
}
