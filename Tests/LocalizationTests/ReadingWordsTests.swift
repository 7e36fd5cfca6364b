import FoundationEssentials
import Localization
import TchatModel
import Testing

@Suite struct ReadingWordsTests {
    @Test func `A battery says its charge, what it does and for how long`() {
        let battery = Battery(name: "BAT0", chargePercent: 83.25, state: .discharging, secondsRemaining: 7800)
        #expect(battery.words(digits: 0) == "83\u{A0}%, discharging, 2\u{A0}h 10\u{A0}min left")
        #expect(battery.words(digits: 1) == "83.3\u{A0}%, discharging, 2\u{A0}h 10\u{A0}min left")
        #expect(Battery(name: "BAT0", state: .unknown).words(digits: 0) == "unknown")
        #expect(Battery(name: "BAT0", state: .full).stateWords == "full")
    }

    @Test func `A session says where it is, and since when`() {
        let session = UserSession(user: "ada", terminal: "pts/0", from: "192.0.2.7\u{1B}", since: Date())
        #expect(session.words(since: "14:05") == "pts/0, from 192.0.2.7␛, since 14:05")
        #expect(UserSession(user: "ada").words(since: nil) == "")
    }
}
