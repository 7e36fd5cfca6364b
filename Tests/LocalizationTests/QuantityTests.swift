import Testing

import Localization

@Suite struct QuantityTests {
    @Test(arguments: [
        (0, "0\u{A0}B"), (999, "999\u{A0}B"), (1000, "1.0\u{A0}KiB"), (1024, "1.0\u{A0}KiB"), (1 << 20, "1.0\u{A0}MiB"),
        (1_047_000, "1.0\u{A0}MiB"),
        (3_328_599_654, "3.1\u{A0}GiB"), (-5, "0\u{A0}B"), (Int.max, "8.0\u{A0}EiB"),
    ])
    func `Bytes have the unit that leaves few digits`(bytes: Int, text: String) {
        #expect(Quantity.bytes(bytes) == text)
    }

    @Test(arguments: [
        (0.0, 1, "0.0"), (99.95, 1, "100.0"), (-0.04, 1, "0.0"), (-12.34, 1, "-12.3"), (1.005, 2, "1.00"),
        (2.5, 0, "3"),
        (.nan, 1, "?"), (-.infinity, 1, "?"),
    ])
    func `Numbers have as many digits as wanted`(value: Double, digits: Int, text: String) {
        #expect(Quantity.decimal(value, digits) == text)
    }

    @Test(arguments: [
        (0.0, "0\u{A0}s"), (59.9, "59\u{A0}s"), (60, "1\u{A0}min"), (3700, "1\u{A0}h 1\u{A0}min"),
        (90061, "1\u{A0}d 1\u{A0}h 1\u{A0}min"), (-1, "0\u{A0}s"),
        (.nan, "0\u{A0}s"),
    ])
    func `Time spans`(seconds: Double, text: String) {
        #expect(Quantity.duration(seconds: seconds) == text)
    }

    @Test func `No number that a host may send is too large`() {
        #expect(Quantity.duration(seconds: 1e300).hasSuffix("\u{A0}min"))
        #expect(!Quantity.decimal(1e300, 2).isEmpty)
        #expect(Quantity.rate(.infinity) == "0\u{A0}B/s")
        #expect(Quantity.share(1, of: 0) == 0)
    }
}
