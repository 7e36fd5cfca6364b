import Foundation
import HostMetrics
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOPosix
import TchatModel
import Testing

@testable import TchatServer

/// The history holds nobody up: it is encoded once, elsewhere, and written in pieces.
@Suite struct HistoryTests {
    private static let reader = HostReader()

    private static func sample() -> HistorySample {
        HistorySample(Snapshot(number: 1, facts: reader.facts(), sample: reader.sample()).recorded)
    }

    @Test func `A sample is encoded once, as it was measured`() throws {
        let snapshot = Snapshot(number: 1, facts: Self.reader.facts(), sample: Self.reader.sample())
        let first = snapshot.historySample.json
        let vitals = try APICoding.decoder().decode(Vitals.self, from: Data(first.readableBytesView))
        #expect(vitals == snapshot.vitals)
        // The same bytes in the same place.
        let again = snapshot.historySample.json
        let places = [first, again].map { $0.withUnsafeReadableBytes { $0.baseAddress } }
        #expect(places[0] == places[1])
        #expect(String(buffer: snapshot.vitalsEvent.bytes).contains(String(buffer: first)))
    }

    @Test(arguments: [0, 1, 2, 900])
    func `A history is the samples' own bytes in pieces that hold nobody up`(count: Int) async throws {
        let samples = (0..<count).map { _ in Self.sample() }
        let longest = samples.map(\.json.readableBytes).max() ?? 0
        let pieces = HostRoutes.pieces(of: samples)
        #expect(pieces.allSatisfy { $0.readableBytes <= max(Response.longestPieceBytes, longest + 32) })
        #expect(pieces.count >= pieces.reduce(0) { $0 + $1.readableBytes } / Response.longestPieceBytes)
        let all = pieces.reduce(into: ByteBuffer()) { $0.writeImmutableBuffer($1) }
        let history = try APICoding.decoder().decode(HostHistory.self, from: Data(all.readableBytesView))
        #expect(history.samples.count == count)
        let vitals = try samples.map {
            try APICoding.decoder().decode(Vitals.self, from: Data($0.json.readableBytesView))
        }
        #expect(history.samples == vitals)
    }

    @Test func `A long answer is made elsewhere than on the event loop that it is for`() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let response = try await loop.makeFutureWithTask {
            try await Response.json {
                #expect(!loop.inEventLoop && MultiThreadedEventLoopGroup.currentEventLoop == nil)
                return [ByteBuffer(string: "{}")]
            }
        }.get()
        #expect(response.body.contentLength == 2)
    }

    @Test func `A page of entries is written in pieces`() async throws {
        try await TestServer.assemble { server in
            let token = try await server.token("alice", .member)
            let text = String(repeating: "x", count: 4000)
            for _ in 0..<40 { try await server.answer(text, in: "alice") }
            try await TestClient.run(server) { client in
                let answer = try await client.with(token).send(.GET, "/v1/conversations/alice/entries")
                #expect(try answer.decode(EntryPage.self).entries.count(where: { $0.text == text }) == 40)
                #expect(answer.pieces.count == 3 && answer.pieces.allSatisfy { $0 <= Response.longestPieceBytes })
                #expect(answer.headers["Content-Length"] == ["\(answer.body.readableBytes)"])
                let short = try await client.with(token).send(.GET, "/v1/conversations/alice/entries?limit=1")
                #expect(short.pieces.count == 1)
            }
        }
    }
}
