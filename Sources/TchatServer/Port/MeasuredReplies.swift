import HostMetrics
import NIOCore
import TchatModel

/// The classic replies to measured questions, encoded once for each sample and shared by every connection.
///
/// The wording is part of the protocol. A reply is absent while its figure is: the CPU's until a first interval is over.
final class MeasuredReplies: Sendable {
    private let name: ByteBuffer
    private let os: ByteBuffer
    private let cpu: ByteBuffer?
    private let ram: ByteBuffer?

    /// Encodes what was measured.
    ///
    /// - Parameter isFirst: Whether it is too early for figures over an interval; what is still missing later is
    ///   something this machine does not tell.
    init(facts: HostFacts, cpu: CPUUsage?, memory: MemoryUsage?, isFirst: Bool) {
        name = ByteBuffer(string: "Nom du pc : \(facts.name)")
        os = ByteBuffer(string: "OS:  \(facts.operatingSystem.system) \(facts.operatingSystem.version)")
        if let cpu {
            self.cpu = ByteBuffer(string: "cpu pourcentage : \(Self.oneDecimal(cpu.usedPercent))%")
        } else {
            self.cpu = isFirst ? nil : ByteBuffer(string: "cpu pourcentage : inconnu")
        }
        if let memory {
            ram = ByteBuffer(
                string: """
                    RAM totale : \(Self.gigabytes(memory.totalBytes))GB
                    RAM utilisée : \(Self.gigabytes(memory.usedBytes ?? memory.totalBytes - memory.freeBytes))GB
                    RAM libre : \(Self.gigabytes(memory.freeBytes))GB
                    """
            )
        } else {
            ram = isFirst ? nil : ByteBuffer(string: "RAM : inconnue")
        }
    }

    /// The reply to a measured question, or `nil` while the figure is not known.
    subscript(question: ClassicQuestion) -> ByteBuffer? {
        switch question {
        case .name: name
        case .os: os
        case .cpu: cpu
        case .ram: ram
        }
    }

    /// A percentage with one decimal, as `12.3`.
    static func oneDecimal(_ percent: Double) -> String {
        let tenths = Int((percent * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    /// Bytes in units of 1024³, rounded to two decimals and printed the way Python prints a float: `16.0`, `0.44`.
    ///
    /// Integer arithmetic with ties to even, which is what Python's `round` gives for these numbers.
    static func gigabytes(_ bytes: Int) -> String {
        let unit = 1 << 30
        let (whole, part) = bytes.quotientAndRemainder(dividingBy: unit)
        let (quotient, remainder) = (part * 100).quotientAndRemainder(dividingBy: unit)
        let half = unit / 2
        let isRoundedUp = remainder > half || (remainder == half && quotient % 2 == 1)
        let hundredths = whole * 100 + quotient + (isRoundedUp ? 1 : 0)
        let (integer, tenth, hundredth) = (hundredths / 100, hundredths / 10 % 10, hundredths % 10)
        return hundredth == 0 ? "\(integer).\(tenth)" : "\(integer).\(tenth)\(hundredth)"
    }
}

/// The questions the classic protocol knows; the raw value is the whole message.
enum ClassicQuestion: String, Sendable {
    case name
    case os
    case cpu
    case ram
}
