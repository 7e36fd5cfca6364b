import Synchronization
import TchatModel

/// What the server counts of its own work; every method may be called from any thread, and costs some ten nanoseconds.
///
/// All is bounded: what a peer sends never becomes a label.
final class ServerMetrics: Sendable {
    /// What a connection turned out to speak.
    enum ConnectionProtocol: String, CaseIterable, Sendable {
        case classic
        case http
        case tls
        case unix
    }

    /// Why a connection was closed before it was served.
    enum RefusalReason: String, CaseIterable, Sendable {
        /// There are as many as there may be.
        case connections
        /// There are as many from its address as there may be.
        case connectionsPerAddress = "connections_per_address"
        /// The classic protocol is not for its address.
        case classicNotAllowed = "classic_not_allowed"
        /// It did not say in time what it speaks.
        case openingTimeout = "opening_timeout"
    }

    /// The methods that are told apart.
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]
    /// The most series of requests: a table of routes has some dozens of them, a mistake in it must not fill the memory.
    private static let maximumRequestSeries = 256

    private static let appendBoundsSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]
    private static let requestBoundsSeconds = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5]

    private struct RequestKey: Hashable {
        var route: String
        var method: String
        var statusClass: Int
    }

    private struct Requests {
        var byKey: [RequestKey: Histogram] = [:]
        /// In the order they came, which is that of the page.
        var all: [Histogram] = []
    }

    private let build = MetricFamily(
        "tchat_build_info",
        .gauge,
        help: "A metric with a constant '1' value labeled by the version of Tchat."
    )
    private let buildLabels: MetricLabels
    private let connections = CountsByCase<ConnectionProtocol>(
        MetricFamily("tchat_connections", .gauge, help: "Open connections by what they speak."),
        label: "protocol"
    )
    private let connectionsTotal = CountsByCase<ConnectionProtocol>(
        MetricFamily("tchat_connections_total", .counter, help: "Connections served by what they spoke."),
        label: "protocol"
    )
    private let refused = CountsByCase<RefusalReason>(
        MetricFamily(
            "tchat_connections_refused_total",
            .counter,
            help: "Connections closed before they were served by reason."
        ),
        label: "reason"
    )
    private let entries = CountsByCase<Entry.Kind>(
        MetricFamily("tchat_entries_total", .counter, help: "Entries appended to the log by type."),
        label: "type"
    )
    private let appendFamily = MetricFamily(
        "tchat_append_duration_seconds",
        .histogram,
        help: "Time until an entry was durable."
    )
    private let appends: Histogram
    private let requestFamily = MetricFamily(
        "tchat_http_request_duration_seconds",
        .histogram,
        help: "Time until a request was answered by route, method and class of status."
    )
    private let requests = Mutex(Requests())
    private let subscribersFamily = MetricFamily(
        "tchat_event_subscribers",
        .gauge,
        help: "Open streams of events."
    )
    private let subscribers = Count()
    private let droppedFamily = MetricFamily(
        "tchat_events_dropped_subscribers_total",
        .counter,
        help: "Streams of events ended because their reader was too slow."
    )
    private let dropped = Count()
    private let wrongCredentialsFamily = MetricFamily(
        "tchat_wrong_credentials_total",
        .counter,
        help: "Wrong tokens and pairing codes."
    )
    private let wrong = Count()

    /// Prepares to count.
    init(version: String) {
        buildLabels = MetricLabels([("version", version)])
        appends = Histogram(appendFamily, boundsSeconds: Self.appendBoundsSeconds)
    }

    /// Counts a connection, once it is known what it speaks.
    func connectionOpened(_ connectionProtocol: ConnectionProtocol) {
        connections.add(1, to: connectionProtocol)
        connectionsTotal.add(1, to: connectionProtocol)
    }

    /// Counts the end of a connection that was counted before.
    func connectionClosed(_ connectionProtocol: ConnectionProtocol) {
        connections.add(-1, to: connectionProtocol)
    }

    /// Counts a connection that was not served.
    func connectionRefused(_ reason: RefusalReason) {
        refused.add(1, to: reason)
    }

    /// Counts an entry that is new in the log.
    func entryAppended(_ kind: Entry.Kind) {
        entries.add(1, to: kind)
    }

    /// Counts how long an append took from the call until it was durable, its wait for others' included.
    func appendTook(_ duration: Duration) {
        appends.record(duration)
    }

    /// Counts a request that was answered.
    ///
    /// - Parameters:
    ///   - route: the route's pattern, such as `/v1/host/{item}`; nothing where no route matched.
    ///   - method: the request's method; an uncommon one counts as `other`.
    ///   - status: the answer's status.
    ///   - duration: the time from its head until its answer, or for a stream of events until its first event.
    func requestAnswered(route: String?, method: String, status: Int, duration: Duration) {
        let key = RequestKey(
            route: route ?? "none",
            method: Self.methods.contains(method) ? method : "other",
            statusClass: min(max(status / 100, 1), 5)
        )
        let histogram = requests.withLock { requests in
            if let known = requests.byKey[key] { return Histogram?.some(known) }
            guard requests.all.count < Self.maximumRequestSeries else { return nil }
            let histogram = Histogram(
                requestFamily,
                labels: [("route", key.route), ("method", key.method), ("status", "\(key.statusClass)xx")],
                boundsSeconds: Self.requestBoundsSeconds
            )
            requests.byKey[key] = histogram
            requests.all.append(histogram)
            return histogram
        }
        histogram?.record(duration)
    }

    /// Counts a stream of events that begins.
    func subscriberJoined() {
        subscribers.add()
    }

    /// Counts the end of a stream of events that was counted before.
    func subscriberLeft() {
        subscribers.add(-1)
    }

    /// Counts a stream that is ended because its reader was too slow; `subscriberLeft` comes besides.
    func subscriberDropped() {
        dropped.add()
    }

    /// Counts a wrong token or pairing code.
    func wrongCredentials() {
        wrong.add()
    }

    /// Writes all families.
    func write(to text: inout PrometheusText) {
        text.begin(build)
        text.sample(build, buildLabels, 1 as UInt64)
        connections.write(to: &text)
        connectionsTotal.write(to: &text)
        refused.write(to: &text)
        entries.write(to: &text)
        text.begin(appendFamily)
        appends.write(to: &text)
        let requests = requests.withLock { $0.all }
        if !requests.isEmpty {
            text.begin(requestFamily)
            for histogram in requests { histogram.write(to: &text) }
        }
        text.single(subscribersFamily, subscribers.current)
        text.single(droppedFamily, dropped.current)
        text.single(wrongCredentialsFamily, wrong.current)
    }
}
