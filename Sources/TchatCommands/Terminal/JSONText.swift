import FoundationEssentials
import TchatModel

/// JSON for scripts, which is safe on a terminal too.
enum JSONText {
    /// A value over several lines.
    static func pretty(_ value: some Encodable) throws -> String {
        let encoder = APICoding.encoder()
        encoder.outputFormatting.insert(.prettyPrinted)
        return escapingInvisible(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// A value on one line, without a newline.
    static func line(_ value: some Encodable) throws -> String {
        escapingInvisible(String(decoding: try APICoding.encoder().encode(value), as: UTF8.self))
    }

    /// JSON in which what could act on a terminal is escaped (RFC 8259 § 7); the encoder does so only for C0 controls.
    static func escapingInvisible(_ json: String) -> String {
        guard json.visible(keepingNewlines: true) != json else { return json }
        return json.unicodeScalars.map { scalar in
            let text = String(scalar)
            guard text.visible(keepingNewlines: true) != text else { return text }
            return text.utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }.joined()
    }
}
