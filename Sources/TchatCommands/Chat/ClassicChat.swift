import FoundationEssentials
import Glibc
import Localization
import TchatClient
import TchatModel

/// A conversation in the original plain-text protocol.
struct ClassicChat: Sendable {
    let address: HostAddress
    let timeout: Duration
    /// How long each reply is waited for in a pipe.
    let wait: Duration

    func run() async throws {
        let client = ClassicClient(address: address, timeout: timeout)
        try await reportingHostErrors {
            try await client.converse { conversation in
                if let editor = Self.makeEditor() {
                    try await Self.talk(in: conversation, editor: editor, address: address)
                } else {
                    try await Self.relay(
                        StandardInput.lines,
                        to: conversation,
                        address: address,
                        wait: wait,
                        isTerminal: isatty(STDIN_FILENO) == 1
                    )
                }
            }
        }
    }

    private static func makeEditor() -> LineEditor? {
        let words = ClassicClient.offeredItems.map(\.rawValue) + ControlAction.allCases.map(\.rawValue)
        return try? LineEditor(
            options: LineEditor.Options(completer: { line, cursor in
                let typed = LineEditor.beginning(of: line, upTo: cursor)
                return typed.contains(" ") ? [] : words.filter { $0.hasPrefix(typed) }
            })
        )
    }
}

// MARK: - In a terminal

extension ClassicChat {
    private enum End {
        case left
        case closedByHost
    }

    private static func talk(
        in conversation: ClassicConversation,
        editor: LineEditor,
        address: HostAddress
    ) async throws {
        let style = TerminalStyle(isTerminal: true, environment: ProcessInfo.processInfo.environment)
        let host = conversation.hostName.visible()
        editor.print(
            style(
                tr(
                    "Connected to {host} at {address}. Ctrl-D leaves.",
                    ["host": host, "address": address.description.visible()]
                ),
                .dim
            )
        )
        let end: End
        do {
            end = try await withThrowingTaskGroup(of: End?.self) { group in
                group.addTask {
                    for try await text in conversation.received {
                        if text == ClassicConversation.farewell { return .closedByHost }
                        let time = style(DateText.time(Date(), seconds: true), .dim)
                        editor.print(
                            "\(time) \(style(tr("{name}:", ["name": host]), .cyan, .bold)) \(text.visible(keepingNewlines: true))"
                        )
                    }
                    return .closedByHost
                }
                group.addTask {
                    var input = ChatInput()
                    for await typed in editor.lines {
                        switch input.take(typed) {
                        case .send(let text): try await conversation.send(text)
                        case .ask(let item): try await conversation.send(item.rawValue)
                        case .control(let action): try await conversation.send(action.rawValue)
                        case .show(let text): editor.print(style(text, .yellow))
                        case .leave: return .left
                        case .nothing: break
                        }
                    }
                    return .left
                }
                group.addTask {
                    await editor.followTerminalSignals()
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next().flatMap(\.self) ?? .left
            }
        } catch {
            editor.stop()
            await editor.ended()
            throw error
        }
        if end == .closedByHost { editor.print(style(tr("{host} closed the conversation.", ["host": host]), .yellow)) }
        editor.stop()
        await editor.ended()
    }
}

// MARK: - In a pipe

extension ClassicChat {
    /// Sends each line and prints its reply before the next.
    private static func relay(
        _ lines: some AsyncSequence<String, Never> & Sendable,
        to conversation: ClassicConversation,
        address: HostAddress,
        wait: Duration,
        isTerminal: Bool
    ) async throws {
        let (replies, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(64))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { continuation.finish() }
                for try await text in conversation.received { continuation.yield(text) }
            }
            var input = ChatInput()
            for await line in lines {
                var message = line
                if isTerminal {
                    switch input.take(.line(line)) {
                    case .send(let text): message = text
                    case .ask(let item): message = item.rawValue
                    case .control(let action): message = action.rawValue
                    case .show(let text): try writeToStandardOutput(text + "\n"); continue
                    case .leave: message = ControlAction.disconnect.rawValue
                    case .nothing: continue
                    }
                }
                guard !message.allSatisfy(\.isWhitespace) else { continue }
                try await conversation.send(message)
                let next = try await withTimeout(wait, throwing: .timedOut(.address(address))) {
                    await replies.first { _ in true }
                }
                guard let reply = next else { throw HostError.connectionLost(.address(address)) }
                try writeToStandardOutput(reply.visible(keepingNewlines: true) + "\n")
                if reply == ClassicConversation.farewell { break }
            }
            group.cancelAll()
        }
    }
}
