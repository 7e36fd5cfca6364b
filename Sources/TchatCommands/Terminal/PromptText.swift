/// A prompt in the form libedit wants: control sequences between escape characters, each before a visible one.
struct PromptText: Equatable {
    /// The character around control sequences.
    static let escape: Unicode.Scalar = "\u{1}"

    /// What is handed to libedit.
    let marked: [Unicode.Scalar]
    /// What takes room on the screen.
    let visible: [Unicode.Scalar]

    /// Keeps colour sequences (CSI); other control characters are left out, as they would move the cursor.
    ///
    /// libedit loses a control sequence that ends the prompt, so a space is then added.
    init(_ text: String) {
        var marked: [Unicode.Scalar] = []
        var visible: [Unicode.Scalar] = []
        var sequences: [Unicode.Scalar] = []
        func show(_ scalar: Unicode.Scalar) {
            if !sequences.isEmpty {
                // libedit also loses all but the last of several sequences in a row: they go as one.
                marked += [PromptText.escape] + sequences + [PromptText.escape]
                sequences = []
            }
            marked.append(scalar)
            visible.append(scalar)
        }
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.popFirst() {
            if scalar == "\u{1B}", rest.first == "[" {
                sequences.append(scalar)
                while let next = rest.popFirst() {
                    sequences.append(next)
                    if next != "[", ("@"..."~").contains(next) { break }
                }
            } else if scalar.properties.generalCategory != .control {
                show(scalar)
            }
        }
        if !sequences.isEmpty { show(" ") }
        self.marked = marked
        self.visible = visible
    }
}
