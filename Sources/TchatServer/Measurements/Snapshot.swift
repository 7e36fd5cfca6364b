import FoundationEssentials
import HostMetrics
import NIOCore
import Synchronization
import TchatModel

/// One sample of the machine, in every form that is asked for; each form is made once, when it is first asked for.
final class Snapshot: Sendable {
    /// What of a sample is kept for the history.
    struct Recorded: Sendable {
        let at: Date
        let takenAt: ContinuousClock.Instant
        let sample: HostSample
    }

    /// One higher than that of the sample before.
    let number: Int
    /// The sample and when it was taken.
    let recorded: Recorded
    /// The sample for the history.
    let historySample: HistorySample
    /// The replies of the classic protocol.
    let replies: MeasuredReplies

    private let facts: HostFacts
    private let encoded = Mutex(Encoded())

    private struct Encoded {
        var answers: [Item: ByteBuffer] = [:]
        var vitalsEvent: ServerEvent?
        var httpDate: String?
    }

    init(number: Int, facts: HostFacts, sample: HostSample) {
        self.number = number
        self.facts = facts
        recorded = Recorded(at: Date().roundedToMilliseconds, takenAt: .now, sample: sample)
        historySample = HistorySample(recorded)
        replies = MeasuredReplies(
            facts: facts,
            cpu: sample.cpu?.value,
            memory: sample.memory?.value,
            number: number
        )
    }

    /// The sample as the API tells it.
    var vitals: Vitals { recorded.vitals }

    /// The sample as an event of the stream.
    var vitalsEvent: ServerEvent {
        encoded.withLock { encoded in
            if let event = encoded.vitalsEvent { return event }
            let event = ServerEvent.vitals(historySample.json)
            encoded.vitalsEvent = event
            return event
        }
    }

    /// When the sample was taken, as HTTP writes a time (RFC 9110 § 5.6.7).
    var httpDate: String {
        encoded.withLock { encoded in
            if let date = encoded.httpDate { return date }
            let date = HTTPDate.text(of: recorded.at)
            encoded.httpDate = date
            return date
        }
    }

    /// The answer to an item, or `nil` while it is too early to have measured it.
    func answer(to item: Item) -> ItemAnswer? {
        let reading = recorded.reading(of: item, facts: facts)
        if reading == nil, number == 0 { return nil }
        return ItemAnswer(
            item: item,
            ageSeconds: reading.map { max(0, ($0.at.duration(to: .now)).seconds) },
            text: ItemText.text(of: item, reading: reading?.value),
            values: reading?.value
        )
    }

    /// The answer to an item as JSON, with its age as it is now.
    ///
    /// All but the age is encoded once: of the sorted members `ageSeconds` comes first.
    func answerJSON(to item: Item) -> ByteBuffer? {
        let measured = recorded.instant(of: item)
        guard let measured, let rest = encodedAnswer(to: item) else {
            return answer(to: item).flatMap { try? Self.encoder.encode($0) }.map { ByteBuffer(bytes: $0) }
        }
        let ageSeconds = max(0, measured.duration(to: .now).seconds)
        var bytes = ByteBuffer()
        bytes.reserveCapacity(rest.readableBytes + 32)
        bytes.writeStaticString("{\"ageSeconds\":")
        let milliseconds = Int((ageSeconds * 1000).rounded())
        bytes.writeString("\(milliseconds / 1000).")
        let fraction = String(milliseconds % 1000)
        bytes.writeString(String(repeating: "0", count: 3 - fraction.count) + fraction)
        bytes.writeStaticString(",")
        bytes.writeImmutableBuffer(rest)
        return bytes
    }

    /// All of an answer behind its age.
    private func encodedAnswer(to item: Item) -> ByteBuffer? {
        encoded.withLock { encoded in
            if let rest = encoded.answers[item] { return rest }
            guard var answer = answer(to: item) else { return nil }
            answer.ageSeconds = nil
            guard let json = try? Self.encoder.encode(answer) else { return nil }
            let rest = ByteBuffer(bytes: json.dropFirst())
            encoded.answers[item] = rest
            return rest
        }
    }

    private static let encoder = APICoding.encoder()
}

extension Snapshot.Recorded {
    /// When an item was measured; `nil` where it was not.
    fileprivate func instant(of item: Item) -> ContinuousClock.Instant? {
        switch item {
        case .name, .os: takenAt
        case .cpu: sample.cpu?.at
        case .ram: sample.memory?.at
        case .disk: [sample.fileSystems?.at, sample.diskActivity?.at].compactMap(\.self).min()
        case .network: sample.network?.at
        case .load: sample.load?.at
        case .uptime: sample.uptimeSeconds?.at
        case .temperature: sample.temperatures?.at
        case .users: sample.users?.at
        case .battery: sample.batteries?.at
        }
    }

    /// The sample as the API tells it.
    var vitals: Vitals {
        var readings: [Item: Vitals.Aged] = [:]
        for item in Item.allCases where item != .name && item != .os {
            guard let reading = reading(of: item, facts: nil) else { continue }
            let age = reading.at.duration(to: takenAt).seconds
            readings[item] = Vitals.Aged(ageSeconds: max(0, (age * 1000).rounded() / 1000), values: reading.value)
        }
        return Vitals(at: at, readings: readings)
    }

    /// The reading of an item and when it was measured.
    fileprivate func reading(of item: Item, facts: HostFacts?) -> (value: Reading, at: ContinuousClock.Instant)? {
        switch item {
        case .name: facts.map { (.name(.init(name: $0.name)), takenAt) }
        case .os: facts.map { (.os($0.operatingSystem), takenAt) }
        case .cpu: sample.cpu.map { (.cpu($0.value), $0.at) }
        case .ram: sample.memory.map { (.ram($0.value), $0.at) }
        case .disk:
            if sample.fileSystems != nil || sample.diskActivity != nil {
                (
                    .disk(.init(fileSystems: sample.fileSystems?.value, activity: sample.diskActivity?.value)),
                    min(sample.fileSystems?.at ?? takenAt, sample.diskActivity?.at ?? takenAt)
                )
            } else {
                nil
            }
        case .network: sample.network.map { (.network(.init(interfaces: $0.value)), $0.at) }
        case .load: sample.load.map { (.load($0.value), $0.at) }
        case .uptime: sample.uptimeSeconds.map { (.uptime(.init(uptimeSeconds: $0.value)), $0.at) }
        case .temperature: sample.temperatures.map { (.temperature(.init(sensors: $0.value)), $0.at) }
        case .users: sample.users.map { (.users(.init(sessions: $0.value)), $0.at) }
        case .battery: sample.batteries.map { (.battery(.init(batteries: $0.value)), $0.at) }
        }
    }
}

extension Duration {
    /// The duration in seconds.
    fileprivate var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
