import CAdwaita

nonisolated extension Key {
    /// Delete.
    public static let delete = Key(value: UInt32(GDK_KEY_Delete))

    /// The key that writes a character.
    public init(_ character: Character) {
        self.init(value: gdk_unicode_to_keyval(character.unicodeScalars.first?.value ?? 0))
    }
}
