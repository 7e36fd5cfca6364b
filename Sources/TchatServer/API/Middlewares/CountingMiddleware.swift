import HTTPTypes
import Hummingbird

/// Counts what was answered, and how long it took.
struct CountingMiddleware: Sendable {
    let metrics: ServerMetrics

    /// - Parameter start: When the request was there.
    func count(_ response: Response, to request: Request, _ context: APIContext, since start: ContinuousClock.Instant) {
        metrics.requestAnswered(
            route: context.match?.route.path,
            method: request.method.rawValue,
            status: response.status.code,
            duration: start.duration(to: .now)
        )
    }
}
