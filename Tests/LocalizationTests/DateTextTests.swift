import FoundationEssentials
import Localization
import Testing

@Suite struct DateTextTests {
    /// Monday, 23 November 2026, 14:05:09 in UTC.
    static let monday = Date(timeIntervalSince1970: 1_795_442_709)
    static let utc = ClockZone.fixed(secondsEast: 0)
    static let day = 86400.0

    @Test func `Times and days by the clock of the zone`() {
        #expect(DateText.time(Self.monday, in: Self.utc) == "14:05")
        #expect(DateText.time(Self.monday, seconds: true, in: Self.utc) == "14:05:09")
        #expect(DateText.dayAndTime(Self.monday, in: Self.utc) == "2026-11-23 14:05")
        let east = ClockZone.fixed(secondsEast: 36000)
        #expect(DateText.dayAndTime(Self.monday, in: east) == "2026-11-24 00:05")
    }

    @Test(arguments: [
        (0.0, "Today"), (-14.1 * 3600, "Yesterday"), (-day, "Yesterday"), (-2 * day, "Saturday, 21 November"),
        (day, "Tuesday, 24 November"), (-22 * day, "Sunday, 1 November"), (-364 * day, "Monday, 24 November 2025"),
    ])
    func `Days have titles`(offset: Double, title: String) {
        #expect(DateText.dayTitle(Self.monday + offset, now: Self.monday, in: Self.utc) == title)
    }

    @Test(arguments: [
        (0.0, "Monday, 23 November at\u{A0}14:05"), (-day, "Sunday, 22 November at\u{A0}14:05"),
        (-364 * day, "Monday, 24 November 2025 at\u{A0}14:05"),
    ])
    func `Moments are told so that it stays true`(offset: Double, text: String) {
        #expect(DateText.moment(Self.monday + offset, now: Self.monday, in: Self.utc) == text)
    }

    @Test func `What day it is depends on the zone`() {
        let zone = ClockZone.fixed(secondsEast: 36000)
        #expect(DateText.dayTitle(Self.monday - 3600, now: Self.monday, in: zone) == "Yesterday")
        #expect(DateText.dayTitle(Self.monday - 3600, now: Self.monday, in: Self.utc) == "Today")
    }

    @Test(arguments: [
        (-60.0, "14:04"), (-day, "Yesterday"), (-6 * day, "Tuesday"), (-7 * day, "16 Nov"), (day, "24 Nov"),
        (-364 * day, "24 Nov 2025"),
    ])
    func `Lists say it shortly`(offset: Double, text: String) {
        #expect(DateText.short(Self.monday + offset, now: Self.monday, in: Self.utc) == text)
    }

    @Test(arguments: [
        (30.0, "just now"), (-59, "just now"), (-60, "1\u{A0}min ago"), (-7300, "2\u{A0}h ago"), (-day, "Yesterday"),
        (-3 * day, "Friday"), (3600, "15:05"),
    ])
    func `How long ago`(offset: Double, text: String) {
        #expect(DateText.ago(Self.monday + offset, now: Self.monday, in: Self.utc) == text)
    }

    @Test func `No date that a host may send is too far away`() {
        for seconds in [Double.infinity, -.infinity, 1e300, -1e300, .nan] {
            #expect(!DateText.dayTitle(Date(timeIntervalSince1970: seconds), in: .local).isEmpty)
        }
    }
}
