import Glibc
import Testing

@testable import Localization

/// The language is the whole process's, so each of these has a process of its own.
@Suite struct LocalizationTests {
    @Test func `LANGUAGE chooses in a locale without a language`() async {
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LANG": "C.UTF-8", "LANGUAGE": "fr"]) {
                #expect(tr("Yesterday") == "Hier")
                #expect(Quantity.bytes(3_328_599_654) == "3,1\u{A0}Gio")
                #expect(Localization.language == "fr")
            }
        }
    }

    @Test func `The locale chooses even where its data was never generated`() async {
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LANG": "fr_FR.UTF-8"]) { #expect(tr("Yesterday") == "Hier") }
        }
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LC_ALL": "fr_CA", "LANG": "en_GB"]) { #expect(tr("Yesterday") == "Hier") }
        }
    }

    @Test func `LANGUAGE wins over such a locale`() async {
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LANG": "xx_XX.UTF-8", "LANGUAGE": "de:fr"]) { #expect(tr("Yesterday") == "Hier") }
        }
    }

    @Test func `English where nothing else is asked for`() async {
        await #expect(processExitsWith: .success) {
            try beginLocalization([:]) {
                #expect(tr("Yesterday") == "Yesterday")
                #expect(Localization.language == "en")
            }
        }
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LANG": "C.UTF-8"]) { #expect(tr("Yesterday") == "Yesterday") }
        }
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LANG": "C", "LANGUAGE": "fr"]) { #expect(tr("Yesterday") == "Yesterday") }
        }
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LC_ALL": "C", "LANG": "fr_FR.UTF-8"]) { #expect(tr("Yesterday") == "Yesterday") }
        }
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LANG": "xx_XX.UTF-8"]) { #expect(tr("Yesterday") == "Yesterday") }
        }
    }

    @Test func `Numbers that programs read stay as they are`() async {
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LANG": "fr_FR.UTF-8"]) {
                #expect(setlocale(LC_NUMERIC, nil).map { String(cString: $0) } == "C")
            }
        }
    }

    @Test func `Text is UTF-8 whatever the locale's character set is`() async {
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LC_CTYPE": "C", "LANG": "C.UTF-8", "LANGUAGE": "fr"]) {
                #expect(trc("after a day", "February") == "février")
            }
        }
    }

    @Test(arguments: [
        ("/usr/bin/tchat", "/usr/share/locale"),
        (
            "/home/a b/.build/x86_64-unknown-linux-gnu/debug/tchat",
            "/home/a b/.build/x86_64-unknown-linux-gnu/share/locale"
        ),
        ("/tchat", "/share/locale"),
    ])
    func `Catalogues lie beside the program's folder`(program: String, folder: String) {
        #expect(Localization.folder(ofProgram: program) == folder)
    }
}
