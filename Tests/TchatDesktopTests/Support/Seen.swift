import GLibSupport

extension Widget {
    /// What can be read in it, from above.
    var shownTexts: [String] {
        guard isMapped else { return [] }
        let text: String? =
            switch typeName {
            case "GtkLabel": property("label", as: String.self)
            case "GtkInscription": property("text", as: String.self)
            default: nil
            }
        let own = text.map { $0.isEmpty ? [] : [$0] } ?? []
        return own + children.flatMap(\.shownTexts)
    }

    /// The button in it that can be seen and says this, or has it as its tooltip.
    func button(_ name: String) -> Widget? {
        guard isMapped else { return nil }
        if typeName.hasSuffix("Button"), tooltip == name || shownTexts == [name] { return self }
        for child in children {
            if let found = child.button(name) { return found }
        }
        return nil
    }

    /// Presses the button in it that says this; whether there is one.
    @discardableResult func press(_ name: String) -> Bool {
        guard let button = button(name), button.isSensitive else { return false }
        button.emit("clicked")
        return true
    }
}
