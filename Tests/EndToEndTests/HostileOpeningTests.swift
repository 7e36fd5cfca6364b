import Testing

/// Peers that are no clients: scanners, torn requests, the silent and the broken.
@Suite(.ownThread)
struct HostileOpeningTests {
    @Test func `Nothing that a peer opens with harms the server`() throws {
        try Server.run { server in
            var random = RandomBytes(seed: 2022)
            var lingering: [ClassicPeer] = []
            defer { for peer in lingering { peer.close() } }
            for index in 0..<400 {
                let peer = try server.connect()
                // The server may have closed already: that is its right.
                try? peer.send(Self.opening(index, &random))
                switch index % 4 {
                case 0: lingering.append(peer)
                case 1: peer.finishSending()
                case 2: peer.breakOff()
                default: peer.close()
                }
            }
            #expect(try server.connect().ask("name") == Machine.nameReply)
            #expect(try server.connect().ask("ram").hasPrefix("RAM totale : "))
            let memory = try Machine.residentMemory(of: server.process.id)
            #expect(memory < 200 << 20, "\(memory >> 20) MiB are in use")

            server.process.send(signal: 15)
            #expect(try server.process.exitStatus() == 0)
        }
    }

    private static func opening(_ index: Int, _ random: inout RandomBytes) -> [UInt8] {
        // Not by fours, so that every opening meets every end.
        switch index / 4 % 10 {
        case 0: return random.bytes(Int.random(in: 1...3000, using: &random))
        case 1: return torn(clientHello(&random), &random)
        case 2: return torn(Array("GET /v1/host HTTP/1.1\r\nHost: example.invalid\r\n\r\n".utf8), &random)
        case 3: return Array("POST /".utf8) + [UInt8](repeating: 0x61, count: 20000)
        case 4: return [UInt8](repeating: 0x78, count: 200_000)
        case 5: return [UInt8](repeating: 0x78, count: 200_000) + Array("\nname\n".utf8)
        case 6: return Array("caf".utf8) + [0xC3, 0x28, 0xF0, 0x9F, 0xFF, 0xFE, 0xED, 0xA0, 0x80, 0x0A]
        case 7: return []
        case 8: return random.bytes(1)
        default: return [UInt8](repeating: 0x0A, count: 5000) + Array("name\nos\ncpu\nram\nn".utf8)
        }
    }

    /// A TLS record that begins a handshake, with a random rest.
    private static func clientHello(_ random: inout RandomBytes) -> [UInt8] {
        [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03] + random.bytes(506)
    }

    private static func torn(_ bytes: [UInt8], _ random: inout RandomBytes) -> [UInt8] {
        Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &random)))
    }

    @Test func `HTTP for another host's name is refused, as a page of that name may have sent it`() throws {
        try Server.run { server in
            let peer = try server.connect()
            try peer.send("GET /v1/host HTTP/1.1\r\nHost: example.invalid\r\nConnection: close\r\n\r\n")
            #expect(try peer.receive().hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
        }
    }

    @Test func `A line that is too long is refused and the next one answered`() throws {
        try Server.run { server in
            let peer = try server.connect()
            let replies = "Message refusé : 4096 octets au plus" + Machine.nameReply
            // Short enough for one segment: a pause between two would be the end of a message.
            try peer.send(String(repeating: "x", count: 5000) + "\nname\n")
            #expect(try peer.receive(asManyBytesAs: replies) == replies)
        }
    }
}
