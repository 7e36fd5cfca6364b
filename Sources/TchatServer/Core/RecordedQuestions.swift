import TchatModel

/// Which questions the log already has with the answer of the newest sample, whoever left and came back since.
struct RecordedQuestions {
    private struct Question: Hashable {
        var name: String
        var item: Item
    }

    private let most: Int
    private var sample = -1
    private var questions: Set<Question> = []

    /// - Parameter most: How many are remembered; one more, and all are forgotten: they are written once more.
    init(most: Int = 16_384) {
        self.most = most
    }

    /// A question was answered from a sample.
    ///
    /// - Returns: Whether it is to be written.
    mutating func insert(_ item: Item, of name: String, sample: Int) -> Bool {
        // Another event loop may still have answered from the sample before.
        guard sample >= self.sample else { return true }
        if sample > self.sample || questions.count >= most { questions.removeAll() }
        self.sample = sample
        return questions.insert(Question(name: name, item: item)).inserted
    }
}
