import Foundation
import TchatModel
import Testing

@Suite struct ProblemTests {
    /// One of each.
    static let reasons: [Problem.Reason] =
        [
            .tokenRequired, .tooManyAttempts(retryAfterSeconds: 7), .roleTooLow(role: .guest, neededRole: .admin),
            .foreignHost, .foreignOrigin, .encryptionRequired, .unknownPath,
            .methodNotAllowed(allowed: ["GET", "HEAD"]),
            .unreadablePath, .repeatedParameter(parameter: "as"),
            .invalidParameter(parameter: "as", allowed: ["operator"]),
            .numberOutOfRange(parameter: "limit", minimum: 1, maximum: 500),
            .numberOutOfRange(parameter: "after", minimum: 0, maximum: nil),
            .invalidLength(parameter: "search", minimum: 1, maximum: 256), .invalidUUID, .unsupportedMediaType,
            .bodyTooLong(limitBytes: 65_536), .invalidBody(reason: "text: a value of the wrong type"),
            .unknownItem(items: ["cpu"]), .emptyMarker, .unknownAction(actions: ["reset", "kill"]), .notYours,
            .unknownConversation(name: "bob"), .emptyText, .unstorableText, .textTooLong(limitBytes: 4096),
            .tooMuchUnsent(name: "127.0.0.1"), .uuidTaken, .notMeasuredYet, .tooManyStreams,
            .unknownPerson(name: "bob"),
            .invalidName(name: "a b"), .roleNeeded(name: "bob", roles: Role.allCases), .otherRole(name: "bob"),
            .tooManyCodes(limit: 16), .pairingOver, .wrongCode, .internalError,
        ] + Problem.LogTrouble.allCases.map { .logUnavailable($0) }

    private func json(_ problem: Problem) throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: try APICoding.encoder().encode(problem))
        return try #require(json as? [String: Any])
    }

    private func read(_ json: String) throws -> Problem {
        try APICoding.decoder().decode(Problem.self, from: Data(json.utf8))
    }

    @Test(arguments: reasons)
    func `A problem is read as it was written`(reason: Problem.Reason) throws {
        let problem = Problem(title: "No", status: 400, reason: reason)
        let read = try APICoding.decoder().decode(Problem.self, from: try APICoding.encoder().encode(problem))
        #expect(read == problem)
        #expect(try json(problem)["code"] as? String == reason.code)
        #expect(problem.detail == reason.description && !problem.detail.contains("{"))
        #expect(problem.retryAfterSeconds == reason.retryAfterSeconds)
    }

    @Test func `Every code is another one`() {
        let codes = Self.reasons.compactMap(\.code)
        // Two of one code, and of another one for each trouble of the log.
        #expect(Set(codes).count == codes.count - 1 - (Problem.LogTrouble.allCases.count - 1))
        #expect(codes.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "-" } })
    }

    @Test(arguments: [
        (#""code":"of-tomorrow","#, "of-tomorrow"), ("", nil), (#""code":"text-too-long","#, "text-too-long"),
        (#""code":"role-too-low","role":"emperor","neededRole":"admin","#, "role-too-low"),
        (#""code":"text-too-long","limitBytes":"many","#, "text-too-long"),
    ])
    func `What is not known, or lacks its values, is another problem, and its sentence stays`(
        members: String,
        code: String?
    ) throws {
        let problem = try read(#"{\#(members)"title":"No","status":418,"detail":"Do this.","retryAfterSeconds":3}"#)
        #expect(problem.reason == .other(code: code))
        #expect(problem.type == "about:blank")
        #expect(problem.detail == "Do this." && problem.status == 418 && problem.retryAfterSeconds == 3)
    }

    @Test func `A sentence shows what came from outside, harmless`() {
        let hostile = Problem(title: "No", status: 404, reason: .unknownConversation(name: "a\u{1B}[2J"))
        #expect(!hostile.detail.contains("\u{1B}"))
    }
}
