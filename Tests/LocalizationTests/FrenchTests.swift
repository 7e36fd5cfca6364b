import FoundationEssentials
import TchatModel
import Testing

@testable import Localization

/// The same figures, times and days in French.
@Suite struct FrenchTests {
    @Test func `Numbers have a comma and French units`() async {
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LANG": "C.UTF-8", "LANGUAGE": "fr"]) {
                #expect(Quantity.bytes(999) == "999\u{A0}o")
                #expect(Quantity.bytes(1 << 20) == "1,0\u{A0}Mio")
                #expect(Quantity.rate(2048) == "2,0\u{A0}Kio/s")
                #expect(Quantity.percent(12.5) == "12,5\u{A0}%")
                #expect(Quantity.celsius(-0.5) == "-0,5\u{A0}°C")
                #expect(Quantity.duration(seconds: 273_120) == "3\u{A0}j 3\u{A0}h 52\u{A0}min")
                #expect(Quantity.shortDuration(seconds: 273_120) == "3\u{A0}j")
            }
        }
    }

    @Test func `A phrase is said in French, and so is a phrase in it`() async {
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LANG": "C.UTF-8", "LANGUAGE": "fr"]) {
                let reason = Problem.Reason.roleTooLow(role: .guest, neededRole: .operator)
                let sentence =
                    "Votre rôle est guest\u{202F}; il faut operator pour cela\u{A0}: adressez-vous à qui vous a donné l’accès."
                #expect(reason.phrase.localized == sentence)
                #expect("\(reason)" == "Your role is guest; this needs operator: ask whoever let you in.")
                let whole = Phrase("{host}: {problem}", ["host": "{problem}", "problem": reason])
                #expect(whole.localized == "{problem}\u{A0}: \(sentence)")
            }
        }
    }

    @Test func `Days and months have their names`() async {
        await #expect(processExitsWith: .success) {
            try beginLocalization(["LANG": "C.UTF-8", "LANGUAGE": "fr"]) {
                // Monday, 23 November 2026.
                let (now, day) = (Date(timeIntervalSince1970: 1_795_442_709), 86400.0)
                let utc = ClockZone.fixed(secondsEast: 0)
                #expect(DateText.dayTitle(now, now: now, in: utc) == "Aujourd’hui")
                #expect(DateText.dayTitle(now - day, now: now, in: utc) == "Hier")
                #expect(DateText.dayTitle(now + day, now: now, in: utc) == "mardi 24 novembre")
                #expect(DateText.dayTitle(now - 22 * day, now: now, in: utc) == "dimanche 1er novembre")
                #expect(DateText.dayTitle(now - 364 * day, now: now, in: utc) == "lundi 24 novembre 2025")
                #expect(DateText.moment(now - 22 * day, now: now, in: utc) == "dimanche 1er novembre à\u{A0}14:05")
                #expect(DateText.short(now - 300 * day, now: now, in: utc) == "27 janv.")
                #expect(DateText.ago(now - 300, now: now, in: utc) == "il y a 5\u{A0}min")
            }
        }
    }
}
