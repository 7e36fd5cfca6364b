import TchatModel
import Testing

@testable import TchatServer

@Suite struct ServerMetricsTests {
    private let metrics = ServerMetrics(version: "0.1.0")

    private func page() throws -> ExpositionText {
        var text = PrometheusText()
        metrics.write(to: &text)
        return try ExpositionText(String(decoding: text.bytes, as: UTF8.self))
    }

    @Test func allStartAtZeroAndAreThere() throws {
        let page = try page()
        #expect(page["tchat_build_info", ["version": "0.1.0"]] == 1)
        for connectionProtocol in ["classic", "http", "tls", "unix"] {
            #expect(page["tchat_connections", ["protocol": connectionProtocol]] == 0)
            #expect(page["tchat_connections_total", ["protocol": connectionProtocol]] == 0)
        }
        #expect(page["tchat_entries_total", ["type": "message"]] == 0)
        #expect(page["tchat_append_duration_seconds_count"] == 0)
        #expect(page["tchat_event_subscribers"] == 0)
        #expect(page["tchat_events_dropped_subscribers_total"] == 0)
        #expect(page["tchat_wrong_credentials_total"] == 0)
    }

    @Test func countsWhatItIsTold() throws {
        metrics.connectionOpened(.tls)
        metrics.connectionOpened(.tls)
        metrics.connectionClosed(.tls)
        metrics.connectionRefused(.connectionsPerAddress)
        metrics.entryAppended(.answer)
        metrics.subscriberJoined()
        metrics.subscriberJoined()
        metrics.subscriberDropped()
        metrics.subscriberLeft()
        metrics.wrongCredentials()
        let page = try page()
        #expect(page["tchat_connections", ["protocol": "tls"]] == 1)
        #expect(page["tchat_connections_total", ["protocol": "tls"]] == 2)
        #expect(page["tchat_connections", ["protocol": "classic"]] == 0)
        #expect(page["tchat_connections_refused_total", ["reason": "connections_per_address"]] == 1)
        #expect(page["tchat_entries_total", ["type": "answer"]] == 1)
        #expect(page["tchat_event_subscribers"] == 1)
        #expect(page["tchat_events_dropped_subscribers_total"] == 1)
        #expect(page["tchat_wrong_credentials_total"] == 1)
    }

    @Test func aGaugeIsNeverNegative() throws {
        metrics.connectionClosed(.unix)
        #expect(try page()["tchat_connections", ["protocol": "unix"]] == 0)
    }

    @Test func bucketsHoldAllUpToTheirBound() throws {
        for duration in [Duration.microseconds(100), .microseconds(500), .milliseconds(2), .seconds(3), .seconds(-1)] {
            metrics.appendTook(duration)
        }
        let page = try page()
        func bucket(_ bound: String) -> Double? { page["tchat_append_duration_seconds_bucket", ["le": bound]] }
        #expect(bucket("0.0005") == 3)
        #expect(bucket("0.001") == 3)
        #expect(bucket("0.0025") == 4)
        #expect(bucket("1.0") == 4)
        #expect(bucket("+Inf") == 5)
        #expect(page["tchat_append_duration_seconds_count"] == 5)
        #expect(page["tchat_append_duration_seconds_sum"] == 3.0026)
    }

    @Test(
        arguments: [
            ("/v1/host/{item}", "GET", 200, "/v1/host/{item}", "GET", "2xx"),
            (nil, "GET", 404, "none", "GET", "4xx"),
            ("/metrics", "BREW", 503, "/metrics", "other", "5xx"),
            ("/metrics", "GET", 0, "/metrics", "GET", "1xx"),
            ("/metrics", "GET", 999, "/metrics", "GET", "5xx"),
        ] as [(String?, String, Int, String, String, String)]
    )
    func requestsAreCountedByRoute(
        route: String?,
        method: String,
        status: Int,
        shownRoute: String,
        shownMethod: String,
        shownStatus: String
    ) throws {
        metrics.requestAnswered(route: route, method: method, status: status, duration: .milliseconds(30))
        let labels = ["route": shownRoute, "method": shownMethod, "status": shownStatus]
        let page = try page()
        #expect(page["tchat_http_request_duration_seconds_count", labels] == 1)
        let bucket = labels.merging(["le": "0.025"]) { $1 }
        #expect(page["tchat_http_request_duration_seconds_bucket", bucket] == 0)
        #expect(page["tchat_http_request_duration_seconds_bucket", bucket.merging(["le": "0.1"]) { $1 }] == 1)
    }

    @Test func seriesAreBounded() throws {
        for number in 0..<1000 {
            metrics.requestAnswered(route: "/\(number)", method: "GET", status: 200, duration: .zero)
        }
        let series = try page().samples.keys.filter { $0.name == "tchat_http_request_duration_seconds_count" }
        #expect(series.count == 256)
    }

    @Test func countsFromManyThreads() async throws {
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { [metrics] in
                    for _ in 0..<1000 {
                        metrics.entryAppended(.message)
                        metrics.requestAnswered(route: "/a", method: "GET", status: 200, duration: .zero)
                    }
                }
            }
        }
        let page = try page()
        #expect(page["tchat_entries_total", ["type": "message"]] == 8000)
        let labels = ["route": "/a", "method": "GET", "status": "2xx"]
        #expect(page["tchat_http_request_duration_seconds_count", labels] == 8000)
    }
}
