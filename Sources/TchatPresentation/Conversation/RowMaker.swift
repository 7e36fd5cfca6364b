import FoundationEssentials
import Localization
import TchatModel

/// Makes what rows show of what the log says, in the user's language.
nonisolated struct RowMaker {
    /// Who reads: the person of the conversation, or an operator.
    struct Reader: Equatable {
        var side: Author.Kind
        var name: String

        /// Whether the reader wrote an entry.
        func wrote(_ entry: Entry) -> Bool { entry.author.kind == side && entry.author.name == name }

        /// Whether an entry is words of the other side, which can be unread.
        func isForReader(_ entry: Entry) -> Bool {
            entry.kind == .message && (side == .person ? entry.author.kind != .person : entry.author.kind == .person)
        }

        /// Whose markers tell how far the reader's words have come.
        var otherSide: Author.Kind { side == .person ? .operator : .person }
    }

    /// What a row shows, and says.
    struct Made: Equatable {
        var content: ConversationItem.Content
        var accessibleText: String
    }

    let zone: ClockZone
    var reader: Reader

    func bubble(_ entry: Entry, text: String, mark: DeliveryMark?, continuesGroup: Bool) -> Made {
        bubble(
            author: entry.author.name,
            isOwn: reader.wrote(entry),
            text: text,
            at: entry.at,
            mark: mark,
            continuesGroup: continuesGroup
        )
    }

    func bubble(author: String, isOwn: Bool, text: String, at: Date, mark: DeliveryMark?, continuesGroup: Bool)
        -> Made
    {
        let bubble = Bubble(
            author: author.visible(),
            isOwn: isOwn,
            text: text.visible(keepingNewlines: true),
            time: DateText.time(at, in: zone),
            mark: mark,
            continuesGroup: continuesGroup
        )
        var values: [String: any CustomStringConvertible] = [
            "author": bubble.author, "time": bubble.time, "text": bubble.text,
        ]
        guard isOwn else {
            return Made(content: .bubble(bubble), accessibleText: tr("{author}, {time}: {text}", values))
        }
        guard let mark else {
            return Made(content: .bubble(bubble), accessibleText: tr("You, {time}: {text}", values))
        }
        values["mark"] = mark.text
        return Made(content: .bubble(bubble), accessibleText: tr("You, {time}: {text}, {mark}", values))
    }

    /// What a card is made of.
    struct CardSource {
        var item: Item
        /// Who asked, unless the reader did or it is not known.
        var asker: String?
        var at: Date
        var mark: DeliveryMark?
        var answer: (text: String, values: Reading?)?
        var plot: Plot?
    }

    func card(_ source: CardSource) -> Made {
        let content = source.answer.map { answerContent($0.values, words: $0.text, at: source.at) }
        let asker = source.asker?.visible()
        let card = Card(
            item: source.item,
            title: source.item.title,
            askedBy: asker.map { tr("{person} asked", ["person": $0]) },
            headline: content?.headline,
            fields: content?.fields ?? [],
            text: content?.text,
            plot: source.plot,
            time: DateText.time(source.at, in: zone),
            mark: source.answer == nil ? source.mark : nil
        )
        let parts =
            [card.headline ?? tr("not answered yet")]
            + card.fields.map { "\($0.label) \($0.value)" }
            + [
                card.text, asker.map { tr("asked by {person}", ["person": $0]) }, card.time, card.mark?.text,
            ].compactMap(\.self)
        let values = ["title": card.title, "text": parts.joined(separator: ", ")]
        return Made(content: .card(card), accessibleText: tr("{title}: {text}", values))
    }

    /// Without a reading the host's own words are the answer.
    private func answerContent(_ reading: Reading?, words: String, at: Date) -> CardContent {
        reading.map { CardContent($0, at: at, in: zone) } ?? CardContent(words: words)
    }

    func notice(_ entry: Entry) -> Made? {
        let time = DateText.time(entry.at, in: zone)
        guard let notice = NoticeText.notice(of: entry, isOwn: reader.wrote(entry), time: time) else { return nil }
        let text = tr("{text}, {time}", ["text": notice.text, "time": time])
        return Made(content: .notice(notice), accessibleText: text)
    }

    func day(_ date: Date, now: Date) -> Made {
        let text = DateText.dayTitle(date, now: now, in: zone)
        return Made(content: .day(text), accessibleText: text)
    }

    var unreadMark: Made {
        let text = tr("Unread messages")
        return Made(content: .unreadMark(text), accessibleText: text)
    }

    /// The entry in one line, for a list.
    func preview(_ entry: Entry) -> String {
        let isOwn = reader.wrote(entry)
        let author = entry.author.name.visible()
        let text: String
        switch entry.content {
        case .message(let words):
            text =
                if isOwn {
                    tr("You: {text}", ["text": Self.oneLine(words)])
                } else if entry.author.kind == .person, reader.side == .operator {
                    // Whose conversation it is stands above it.
                    words
                } else {
                    tr("{author}: {text}", ["author": author, "text": Self.oneLine(words)])
                }
        case .question(let item):
            text =
                isOwn
                ? tr("You asked: {question}", ["question": item.title])
                : tr("{author} asked: {question}", ["author": author, "question": item.title])
        case .answer(let item, _, let words, let values):
            let content = answerContent(values, words: words, at: entry.at)
            let answer = [content.headline, content.text].compactMap(\.self).joined(separator: " ")
            text = tr("{title}: {text}", ["title": item.title, "text": answer])
        case .control, .notice, .alert:
            text = NoticeText.notice(of: entry, isOwn: isOwn, time: "")?.text ?? ""
        }
        return Self.oneLine(text)
    }

    /// Words as one line of bounded length, safe to show.
    static func oneLine(_ text: String) -> String {
        let words = text.prefix(400).split(whereSeparator: \.isWhitespace).joined(separator: " ").visible()
        return words.count > mostPreview ? words.prefix(mostPreview - 1) + "…" : words
    }

    private static let mostPreview = 200
}
