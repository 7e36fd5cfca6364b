import Localization
import Testing

@Suite struct KnownSentencesTests {
    private static let known = KnownSentences([
        trLater("There is nothing."), trLater("Port {port} is used: take {other}."),
        trLater("{name} has another role."),
        trLater("by {name}"),
    ])

    @Test(arguments: [
        "There is nothing.", "Port 80 is used: take 81.", "alice has another role.", " has another role.", "by bob",
    ])
    func `Known whatever the values are`(sentence: String) {
        #expect(Self.known.contains(sentence))
        #expect(Self.known.translation(of: sentence) == sentence)
    }

    @Test(arguments: [
        "", "There is nothing", "There is nothing. ", "Port 80 is used: take 81", "Port 80 used: take 81.",
        "has another role.", "standby bob",
    ])
    func `Anything else stays as it is`(sentence: String) {
        #expect(!Self.known.contains(sentence))
        #expect(Self.known.translation(of: sentence) == sentence)
    }

    @Test func `Values come over into the translation`() async {
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LANG": "C.UTF-8", "LANGUAGE": "fr"]) {
                // As Sources/TchatClient/ErrorText.swift has them.
                let known = KnownSentences([
                    "Your role is {role}; a console needs operator.",
                    "Your role is {role}; this needs {needed}: ask whoever let you in.",
                ])
                #expect(
                    known.translation(of: "Your role is guest; this needs {role}: ask whoever let you in.")
                        == "Votre rôle est guest\u{202F}; il faut {role} pour cela\u{A0}: "
                        + "adressez-vous à qui vous a donné l’accès."
                )
            }
        }
    }
}
