import Foundation
import Testing

/// `scripts/check-translations`, on this package and on broken ones.
@Suite struct TranslationsCheckTests {
    @Test func `Everything that is said here is translated`() throws {
        #expect(try RepositoryScript(name: "check-translations").run() == .init(status: 0, errors: ""))
    }

    /// A small package: its source, its template and its French catalogue; without mistakes unless one is made.
    struct Package: Sendable {
        var source = #"""
            let a = "\(tr("Hello " + "{name}: 'tchat ask', “please”!", ["name": user]))"
            let b = trn("{count} host", "{count} hosts", hosts.count)
            let c = tr(
                """
                Two lines, \
                one of code:

                tchat ask: it's code
                """
            )
            """#
        var template = """
            # The texts of Tchat, as scripts/update-translations finds them in the sources.
            msgid ""
            msgstr ""
            "Project-Id-Version: tchat\\n"
            "MIME-Version: 1.0\\n"
            "Content-Type: text/plain; charset=UTF-8\\n"
            "Content-Transfer-Encoding: 8bit\\n"
            "Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"

            #: Sources/A.swift
            msgid "Hello {name}: 'tchat ask', “please”!"
            msgstr ""

            #: Sources/A.swift
            msgid "{count} host"
            msgid_plural "{count} hosts"
            msgstr[0] ""
            msgstr[1] ""

            #: Sources/A.swift
            msgid ""
            "Two lines, one of code:\\n"
            "\\n"
            "tchat ask: it's code"
            msgstr ""

            """
        var french = """
            msgid ""
            msgstr "Content-Type: text/plain; charset=UTF-8\\n"

            msgid "Hello {name}: 'tchat ask', “please”!"
            msgstr "Bonjour {name}\u{A0}: «\u{202F}tchat ask\u{202F}», s’il vous plaît\u{202F}!"

            msgid "{count} host"
            msgid_plural "{count} hosts"
            msgstr[0] "{count} hôte"
            msgstr[1] "{count} hôtes"

            msgid ""
            "Two lines, one of code:\\n"
            "\\n"
            "tchat ask: it's code"
            msgstr ""
            "Deux lignes, dont une de code\u{A0}:\\n"
            "\\n"
            "tchat ask: it's code"

            """

        /// What the script says of it.
        func check() throws -> RepositoryScript.Outcome {
            try withTemporaryFolder { folder in
                for (path, text) in [("Sources/A.swift", source), ("po/tchat.pot", template), ("po/fr.po", french)] {
                    let file = folder.appending(path: path)
                    let parent = file.deletingLastPathComponent()
                    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
                    try Data(text.utf8).write(to: file)
                }
                return try RepositoryScript(name: "check-translations").run(folder.path)
            }
        }
    }

    @Test func `A package without mistakes`() throws {
        #expect(try Package().check() == .init(status: 0, errors: ""))
    }

    /// What is changed in the source, and what is said about that.
    @Test(arguments: [
        (#"tr("Hello " + "#, #"tr("Hullo " + "#, "Sources/A.swift:1: this text is not in po/tchat.pot"),
        ("hosts.count)", "hosts.count) + tr(text)", "Sources/A.swift:2: tr takes literals"),
        ("hosts.count)", #"hosts.count) + tr("Hi \(user)")"#, #"Sources/A.swift:2: no \(…) in a text for tr"#),
        ("hosts.count)", #"hosts.count) + trc(place, "Hi")"#, "Sources/A.swift:2: trc takes literals"),
        ("hosts.count)", #"hosts.count) + tr("")"#, "Sources/A.swift:2: an empty text"),
        ("hosts.count)", #"hosts.count) + tr("{count} host")"#, "Sources/A.swift:2: no value for {count}"),
        ("hosts.count)", #"hosts.count) + Phrase("Bye {name}")"#, "Sources/A.swift:2: no value for {name}"),
        ("hosts.count)", "hosts.count) + Phrase(text)", "Sources/A.swift:2: Phrase takes literals"),
        (
            "hosts.count)", #"hosts.count) + Phrase("Bye " + "{name}", ["name": user])"#,
            "Sources/A.swift:2: this text is not in po/tchat.pot"
        ),
        (#"["name": user]"#, #"["nom": user]"#, "Sources/A.swift:1: no value for {name}"),
        (
            #"["name": user]"#, #"["name": user, "x": [1: "y"]]"#,
            "Sources/A.swift:1: a value for nothing in the text: x"
        ),
        (
            "hosts.count)", #"hosts.count) + trn("{count} host", "{count} machines", 2)"#,
            "Sources/A.swift:2: the same text has another plural, or none, at Sources/A.swift:2"
        ),
        ("hosts.count)", #"hosts.count) + tr("Hi"#, "Sources/A.swift:2: a literal doesn't end"),
        ("let b = trn(", "// trn(", "po/tchat.pot:17: no source has this text any more"),
        ("code:", "code;", "Sources/A.swift:3: this text is not in po/tchat.pot"),
    ])
    func `Mistakes in a source`(old: String, new: String, expected: String) throws {
        var package = Package()
        package.source = package.source.replacing(old, with: new)
        let outcome = try package.check()
        #expect(outcome.status == 1)
        #expect(outcome.errors.split(separator: "\n").contains { $0.hasPrefix(expected) }, "\(outcome.errors)")
    }

    @Test func `A template that says the same in another way`() throws {
        var package = Package()
        package.template = package.template.replacing("#: Sources/A.swift\nmsgid \"{count}", with: "msgid \"{count}")
        let expected = "po/tchat.pot:1: it differs from what the sources make: run scripts/update-translations\n"
        #expect(try package.check() == .init(status: 1, errors: expected))
    }

    /// What is changed in the French catalogue, and what is said about that.
    @Test(arguments: [
        (#"msgstr[1] "{count} hôtes""#, #"msgstr[1] """#, "po/fr.po:10: it is not translated"),
        ("msgid \"{count} host\"", "#, fuzzy\nmsgid \"{count} host\"", "po/fr.po:10: it is fuzzy"),
        (
            "[1] \"{count}", "[1] \"{counts}",
            "po/fr.po:10: the English text and its translation don't have the same values: {count}, {counts}"
        ),
        (
            "[0] \"{count}", "[0] \"Un",
            "po/fr.po:9: the English text and its translation don't have the same values: {count}"
        ),
        ("hôtes\"", "hôtes \"", "po/fr.po:10: it begins and ends with other blanks"),
        ("plaît\u{202F}!", "plaît !", "po/fr.po:5: a narrow no-break space (U+202F) goes before !"),
        ("«\u{202F}tchat", "« tchat", "po/fr.po:5: a narrow no-break space (U+202F) goes after «"),
        ("ask\u{202F}»", "ask»", "po/fr.po:5: a narrow no-break space (U+202F) goes before »"),
        ("{name}\u{A0}:", "{name} :", "po/fr.po:5: a no-break space (U+00A0) goes before :"),
        ("{name}\u{A0}:", "{name}:", "po/fr.po:5: a no-break space (U+00A0) goes before :"),
        ("code\u{A0}:", "code :", "po/fr.po:16: a no-break space (U+00A0) goes before :"),
        ("s’il", "s'il", "po/fr.po:5: the apostrophe is ’"),
        ("«\u{202F}tchat ask\u{202F}»", "'tchat ask'", "po/fr.po:5: the apostrophe is ’, and code stands between « »"),
        ("«\u{202F}tchat ask\u{202F}»", "“tchat ask”", "po/fr.po:5: quotation marks are « »"),
        ("«\u{202F}tchat ask", "«\u{202F}tchat 'ask'", "po/fr.po:5: the apostrophe is ’"),
        ("plaît", "plaît...", "po/fr.po:5: the ellipsis is …"),
        ("{count} hôtes", "{count} %", "po/fr.po:10: a no-break space (U+00A0) goes before %"),
        ("une de code\u{A0}:", "une d'un\u{A0}:", "po/fr.po:16: the apostrophe is ’"),
        (
            "msgid \"{count} host\"", "#~ msgid \"Bye\"\n#~ msgstr \"Salut\"\n\nmsgid \"{count} host\"",
            "po/fr.po:8: it is obsolete"
        ),
        ("msgid \"{count} host\"", "msgid \"{count} machine\"", "Sources/A.swift:2: this text is not in po/fr.po"),
        ("msgid_plural", "plural", "po/fr.po:8: this is not a line of a PO file"),
    ])
    func `Mistakes in a translation`(old: String, new: String, expected: String) throws {
        var package = Package()
        package.french = package.french.replacing(old, with: new)
        let outcome = try package.check()
        #expect(outcome.status == 1)
        #expect(outcome.errors.split(separator: "\n").contains { $0.hasPrefix(expected) }, "\(outcome.errors)")
    }
}
