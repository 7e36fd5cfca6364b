import ArgumentParser
import Localization
import TchatClient
import TchatModel

/// `tchat token`: a secret for a script.
struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: tr("Make a token for a script or a scraper, and print nothing else."),
        discussion: tr(
            """
            The token is told once and kept nowhere in readable form; it goes into an HTTP header: \
            Authorization: Bearer TOKEN. 'tchat people remove NAME' makes it useless again.

            tchat token --name prometheus --role guest > /etc/prometheus/tchat-token
            """
        )
    )

    @OptionGroup var enrolment: EnrolmentOptions

    @OptionGroup var host: HostOption

    func run() async throws {
        try await reportingHostErrors {
            let target = try await HostTarget.find(host.host)
            let token = try await HostConnection.with(target.endpoint) { connection in
                try await connection.makeToken(for: enrolment.name, role: enrolment.role)
            }
            try writeToStandardOutput(token.visible() + "\n")
        }
    }
}
