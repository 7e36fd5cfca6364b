import Foundation
import Testing

/// The API as curl sees it, which shares no code with Tchat.
@Suite(.ownThread)
struct TLSTests {
    @Test(arguments: ["--http1.1", "--http2"])
    func `curl trusts the certificate that the server made`(version: String) throws {
        try Server.run { server in
            let certificate = "\(server.dataPath)/identity.crt"
            for host in ["localhost", "127.0.0.1"] {
                let run = try curl([version, "--cacert", certificate, "https://\(host):\(server.port)/healthz"])
                #expect(run.status == 0, "\(run.error)")
                #expect(run.output == #"{"status":"ok"}"#)
            }
        }
    }

    @Test func `The pinned key is that of the certificate, and stays through a restart`() throws {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        func fetch(_ server: Server, pin: String) throws -> CInt {
            // Without --cacert: the pin alone decides.
            try curl(["--insecure", "--pinnedpubkey", "sha256//\(pin)", "https://localhost:\(server.port)/healthz"])
                .status
        }
        let pin = try Server.run(folder: folder) { server in
            let script = """
                openssl x509 -in '\(server.dataPath)/identity.crt' -noout -pubkey | openssl pkey -pubin -outform der \
                | openssl dgst -sha256 -binary | openssl base64
                """
            let run = try finished("/bin/sh", ["-c", script])
            let pin = run.output.trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(try fetch(server, pin: pin) == 0)
            let notMatched: CInt = 90  // CURLE_SSL_PINNEDPUBKEYNOTMATCH
            #expect(try fetch(server, pin: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") == notMatched)
            return pin
        }
        try Server.run(folder: folder) { server in
            let status = try fetch(server, pin: pin)
            #expect(status == 0)
        }
    }

    @Test func `A token opens what it is for, and nothing without it`() throws {
        try Server.run { server in
            let url = "https://localhost:\(server.port)/v1/host"
            let options = [
                "--cacert", "\(server.dataPath)/identity.crt", "--write-out", "%{http_code}", "--output", "/dev/null",
            ]
            #expect(try curl(options + [url]).output == "401")
            let granted = try TchatProcess.finished(
                ["token", "--name", "prometheus", "--role", "guest"],
                in: server.folder
            )
            #expect(granted.status == 0, "\(granted.error)")
            let token = granted.output.trimmingCharacters(in: .whitespacesAndNewlines)
            let header = ["--header", "Authorization: Bearer \(token)"]
            #expect(try curl(options + header + [url]).output == "200")
            #expect(try curl(options + header + ["https://localhost:\(server.port)/metrics"]).output == "200")
            #expect(try curl(options + header + ["https://localhost:\(server.port)/v1/people"]).output == "403")
        }
    }

    @Test func `An older TLS than 1.3 is refused`() throws {
        try Server.run { server in
            let run = try curl(["--insecure", "--tls-max", "1.2", "https://localhost:\(server.port)/healthz"])
            #expect(run.status == 35, "\(run.error)")  // CURLE_SSL_CONNECT_ERROR
        }
    }

    private func curl(_ arguments: [String]) throws -> (status: CInt, output: String, error: String) {
        try finished(
            "/usr/bin/env",
            ["curl", "--silent", "--show-error", "--max-time", "\(Deadline.seconds)"] + arguments
        )
    }

    private func finished(_ program: String, _ arguments: [String]) throws -> (
        status: CInt, output: String, error: String
    ) {
        let folder = try TemporaryFolder()
        defer { folder.delete() }
        let process = try TchatProcess(arguments, program: program, folder: folder)
        defer { process.end() }
        return (try process.exitStatus(), try process.standardOutput.whole(), try process.standardError.whole())
    }
}
