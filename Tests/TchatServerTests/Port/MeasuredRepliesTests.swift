import NIOCore
import Testing
import TchatModel

@testable import TchatServer

@Suite struct MeasuredRepliesTests {
    @Test func `The wording is the protocol's, to the byte`() {
        let replies = MeasuredReplies(
            facts: .sample,
            cpu: CPUUsage(usedPercent: 12.3, coreUsedPercent: []),
            memory: MemoryUsage(
                totalBytes: 25_275_793_408,
                usedBytes: 472_446_403,
                freeBytes: 23_386_495_713,
                availableBytes: 24_803_347_005,
                buffersAndCacheBytes: 0,
                swapTotalBytes: nil,
                swapUsedBytes: nil
            ),
            number: 1
        )
        #expect(replies[.os].map(String.init(buffer:)) == "OS:  Linux #1 SMP PREEMPT_DYNAMIC Debian")
        #expect(replies[.name].map(String.init(buffer:)) == "Nom du pc : vm")
        #expect(replies[.cpu].map(String.init(buffer:)) == "cpu pourcentage : 12.3%")
        #expect(
            replies[.ram].map(String.init(buffer:))
                == "RAM totale : 23.54GB\nRAM utilisée : 0.44GB\nRAM libre : 21.78GB"
        )
    }

    @Test func `What is not measured yet is absent; what never will be is said to be unknown`() {
        let first = MeasuredReplies(facts: .sample, cpu: nil, memory: nil, number: 0)
        #expect(first[.cpu] == nil)
        #expect(first[.ram] == nil)
        let later = MeasuredReplies(facts: .sample, cpu: nil, memory: nil, number: 1)
        #expect(later[.cpu].map(String.init(buffer:)) == "cpu pourcentage : inconnu")
        #expect(later[.ram].map(String.init(buffer:)) == "RAM : inconnue")
    }

    /// Expected values are what Python 3.11 prints for `round(bytes / 1024**3, 2)`.
    @Test(arguments: [
        (0, "0.0"), (1 << 30, "1.0"), (16 << 30, "16.0"), (16_642_998_272, "15.5"), (1_073_741_823, "1.0"),
        (5_368_709, "0.0"), (5_368_710, "0.01"), (10_737_418, "0.01"), (134_217_728, "0.12"), (402_653_184, "0.38"),
        (25_275_793_408, "23.54"), (1_099_511_627_776, "1024.0"), (107_374_182, "0.1"), (1_181_116_006, "1.1"),
    ])
    func `Gigabytes are printed as Python prints a rounded float`(bytes: Int, text: String) {
        #expect(MeasuredReplies.gigabytes(bytes) == text)
    }

    @Test(arguments: [(0.0, "0.0"), (0.04, "0.0"), (0.05, "0.1"), (9.96, "10.0"), (99.94, "99.9"), (100.0, "100.0")])
    func `Percentages have one decimal`(percent: Double, text: String) {
        #expect(MeasuredReplies.oneDecimal(percent) == text)
    }
}
