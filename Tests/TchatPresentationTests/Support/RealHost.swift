import Foundation
import TchatModel
import Testing

/// What a real host once answered; see Fixtures/README.md.
enum RealHost {
    private static func data(_ name: String) throws -> Data {
        try Data(contentsOf: try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: nil)))
    }

    /// A minute of samples, oldest first.
    static func history() throws -> [Vitals] {
        try APICoding.decoder().decode(HostHistory.self, from: data("history.json")).samples
    }

    static func status() throws -> HostStatus {
        try APICoding.decoder().decode(HostStatus.self, from: data("host.json"))
    }

    /// Its answer to each item.
    static func answers() throws -> [Item: ItemAnswer] {
        let answers = try data("items.jsonl").split(separator: UInt8(ascii: "\n")).map {
            try APICoding.decoder().decode(ItemAnswer.self, from: Data($0))
        }
        return Dictionary(uniqueKeysWithValues: answers.map { ($0.item, $0) })
    }
}
