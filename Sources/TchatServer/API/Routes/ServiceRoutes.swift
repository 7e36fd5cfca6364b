import HTTPTypes
import Hummingbird
import NIOCore

/// What monitoring and tools read.
struct ServiceRoutes: Sendable {
    let metricsPage: MetricsPage

    private static let isUp = ByteBuffer(string: #"{"status":"ok"}"#)
    private static let openAPIDocument = ByteBuffer(bytes: PackageResources.openapi_yaml)

    /// Answers `GET /healthz`.
    func health(_ request: APIRequest) -> Response { .json(Self.isUp) }

    /// Answers `GET /openapi.yaml`.
    func openAPI(_ request: APIRequest) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/yaml"],
            body: ResponseBody(byteBuffer: Self.openAPIDocument)
        )
    }

    /// Answers `GET /metrics`.
    func metrics(_ request: APIRequest) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: MetricsPage.contentType],
            body: ResponseBody(byteBuffer: metricsPage.render())
        )
    }
}
