import CIntl
import Glibc

/// The language of the user, as the environment names it, and the catalogue that speaks it.
public enum Localization {
    /// The catalogue's name.
    static let domain = "tchat"

    /// Takes the language from the environment (setlocale(3), `LANGUAGE` of gettext(3)) and finds the catalogue.
    ///
    /// Call it first of all: nothing else may run yet that reads the environment or the locale. Until then, and
    /// where there is no catalogue for the language, everything is said in English.
    public static func begin() { begin(catalogues: folder) }

    /// The same with the catalogues of a folder, `FOLDER/fr/LC_MESSAGES/tchat.mo` and the like.
    static func begin(catalogues folder: String?) {
        if setlocale(LC_CTYPE, "") == nil { setlocale(LC_CTYPE, neutralLocale) }
        if setlocale(LC_MESSAGES, "") == nil {
            // The locale's data was never generated here, but a catalogue needs no more than the name of a language;
            // only the locale "C" would keep it shut.
            if let wantedLanguage, variable("LANGUAGE") == nil { setenv("LANGUAGE", wantedLanguage, 1) }
            setlocale(LC_MESSAGES, neutralLocale)
        }
        if let folder { bindtextdomain(domain, folder) }
        bind_textdomain_codeset(domain, "UTF-8")
        // The reasons of strerror(3).
        bind_textdomain_codeset("libc", "UTF-8")
    }

    /// The language that the texts are said in, as ISO 639 names it: that of the catalogue found, or else English.
    public static var language: String {
        // A catalogue's header is the translation of nothing (gettext manual, § 3).
        let header = String(cString: dgettext(domain, ""))
        let line = header.split(separator: "\n").first { $0.hasPrefix("Language: ") }
        return line.map { String($0.dropFirst("Language: ".count)) } ?? "en"
    }

    /// Part of glibc itself, so it is always there.
    private static let neutralLocale = "C.UTF-8"

    /// What setlocale(3) takes the locale of messages from.
    private static var wantedLanguage: String? { variable("LC_ALL") ?? variable("LC_MESSAGES") ?? variable("LANG") }

    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// The folder of this program's catalogues.
    private static var folder: String? {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &path, path.count - 1)
        guard length > 0 else { return nil }
        return folder(ofProgram: String(decoding: path[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// The folder beside the program's own, so that a program finds its catalogues wherever both were put.
    static func folder(ofProgram path: String) -> String {
        path.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/share/locale"
    }
}
