import CAdwaita

nonisolated extension String {
    /// The text without the case and the accents of its letters: to compare as a search does.
    public var folded: String {
        let decomposed = String(taking: g_utf8_normalize(self, -1, G_NORMALIZE_NFD))
        let plain = String(
            String.UnicodeScalarView(
                decomposed.unicodeScalars.filter { $0.properties.generalCategory != .nonspacingMark }
            )
        )
        return String(taking: g_utf8_casefold(plain, -1))
    }
}
