/// Several things to say, one after the other, for a screen reader to pause between.
func sentences(_ parts: String?...) -> String {
    parts.compactMap { part in
        guard let part, let last = part.last else { return nil }
        return ".!?…".contains(last) ? part : part + "."
    }.joined(separator: " ")
}
