import TchatModel
import Testing

@Suite struct PhraseTests {
    @Test func `Values stand in their places, once and safely`() {
        let phrase = Phrase("{a} and {b}, {unknown}", ["a": "{b}\u{1B}", "b": 2])
        #expect(phrase.description == "{b}␛ and 2, {unknown}")
        #expect(Phrase("Nothing.").description == "Nothing.")
        #expect(Phrase("{}", ["a": 1]).description == "{}")
        #expect(Phrase("{a", ["a": 1]).description == "{a")
    }

    @Test func `A phrase in a phrase, or an error with one, is said in the same way`() {
        let phrase = Phrase(
            "{a} of {b}",
            ["a": Phrase("part {n}", ["n": 1]), "b": HostAddressError.invalidPort("x:y")]
        )
        #expect(
            phrase.description
                == "part 1 of 'x:y' has no valid port: write a number from 0 to 65535 behind the colon."
        )
        let shouted = phrase.said { text, values in Phrase.fill(text.uppercased().replacing("{A}", with: "{a}"), values)
        }
        #expect(shouted.hasPrefix("PART {N} OF "))
    }
}
