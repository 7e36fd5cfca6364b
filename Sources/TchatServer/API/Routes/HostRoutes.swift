import Foundation
import Hummingbird
import NIOCore
import TchatModel
import TchatStore

/// What the machine is and measures.
struct HostRoutes: Sendable {
    let store: Store
    let sampler: Sampler
    let control: ServerControl
    let startedAt: Date

    /// Answers `GET /v1/host`.
    func status(_ request: APIRequest) throws -> Response {
        let caller = try request.caller().principal
        return .json(
            HostStatus(
                id: store.hostID,
                version: tchatVersion,
                startedAt: startedAt,
                port: control.addresses.first?.port,
                facts: sampler.facts,
                vitals: sampler.snapshot.vitals,
                caller: HostStatus.Caller(name: caller.name, role: caller.role)
            )
        )
    }

    /// Answers `GET /v1/host/:item`.
    func item(_ request: APIRequest) throws -> Response {
        guard let item = Item(rawValue: try request.parameter("item")) else {
            throw Problem.Reason.unknownItem(items: Item.allCases.map(\.rawValue))
        }
        guard let answer = sampler.snapshot.answerJSON(to: item) else { throw Problem.Reason.notMeasuredYet }
        return .json(answer)
    }

    /// Answers `GET /v1/host/history`.
    func history(_ request: APIRequest) async throws -> Response {
        let seconds = try request.number("seconds", in: 1...Sampler.longestHistory) ?? Sampler.longestHistory
        let samples = sampler.history(seconds: seconds)
        return try await .json { Self.pieces(of: samples) }
    }

    /// A ``HostHistory``, joined of the samples as they are encoded already.
    static func pieces(of samples: [HistorySample]) -> [ByteBuffer] {
        var pieces: [ByteBuffer] = []
        var piece = ByteBuffer(string: #"{"samples":["#)
        for (index, sample) in samples.enumerated() {
            let json = sample.json
            if piece.readableBytes + json.readableBytes > Response.longestPieceBytes, piece.readableBytes > 0 {
                pieces.append(piece)
                piece = ByteBuffer()
            }
            if index > 0 { piece.writeStaticString(",") }
            piece.writeImmutableBuffer(json)
        }
        piece.writeStaticString("]}")
        return pieces + [piece]
    }
}
