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

    /// The number of the sample; 0 is the first, when it is too early for figures over an interval.
    let number: Int

    /// Encodes what was measured.
    ///
    /// What is missing from a later sample than the first is something this machine does not tell.
    init(facts: HostFacts, cpu: CPUUsage?, memory: MemoryUsage?, number: Int) {
        self.number = number
        func reply(_ item: Item, _ reading: Reading?) -> ByteBuffer? {
            reading == nil && number == 0 ? nil : ByteBuffer(string: ItemText.text(of: item, reading: reading))
        }
        name = ByteBuffer(string: ItemText.text(of: .name, reading: .name(.init(name: facts.name))))
        os = ByteBuffer(string: ItemText.text(of: .os, reading: .os(facts.operatingSystem)))
        self.cpu = reply(.cpu, cpu.map { .cpu($0) })
        ram = reply(.ram, memory.map { .ram($0) })
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

    /// A number for each question, from 0 up.
    var place: Int {
        switch self {
        case .name: 0
        case .os: 1
        case .cpu: 2
        case .ram: 3
        }
    }

    /// What of the machine is asked.
    var item: Item {
        switch self {
        case .name: .name
        case .os: .os
        case .cpu: .cpu
        case .ram: .ram
        }
    }
}
