@testable import TchatPresentation

extension Plot {
    /// A line of 100 seconds; its description tells the newest value.
    nonisolated static func sample(
        _ values: [Double?],
        id: ID = .cpu,
        sent: [Double?]? = nil,
        cores: [[Double?]] = [],
        maximum: Double = 100
    ) -> Plot {
        let newest = values.last.flatMap { $0 }.map { "\($0) %" }
        return Plot(
            id: id,
            title: "Processor",
            valueText: newest,
            detailText: "4 cores",
            series: [Series(name: "Received", values: values, style: .primary)]
                + (sent.map { [Series(name: "Sent", values: $0, style: .secondary)] } ?? [])
                + cores.map { Series(name: "Core", values: $0, style: .background) },
            unit: .percent,
            maximum: maximum,
            maximumText: "\(maximum) %",
            spanSeconds: 100,
            accessibleText: "Processor: \(newest ?? "nothing")"
        )
    }
}
