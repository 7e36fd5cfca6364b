import CAdwaita

nonisolated extension Key {
    /// Delete.
    public static let delete = Key(value: UInt32(GDK_KEY_Delete))

    /// Shift+Tab.
    public static let backTab = Key(value: UInt32(GDK_KEY_ISO_Left_Tab))

    /// The key that writes a character.
    public init(_ character: Character) {
        self.init(value: gdk_unicode_to_keyval(character.unicodeScalars.first?.value ?? 0))
    }
}
