import Testing
import TchatModel

@testable import TchatClient

@Suite struct ClassicReplyTests {
    @Test(arguments: [
        (Item.name, "Nom du pc : vm", ClassicReply.complete(.name("vm"))),
        (.name, "Nom du pc : mon pc", .complete(.name("mon pc"))),
        (.name, "Nom du", .incomplete), (.name, "Nom du pc : ", .incomplete), (.name, "", .incomplete),
        (.name, "SSH-2.0-OpenSSH", .invalid), (.name, "kill", .invalid),
        (.os, "OS:  Linux #1 SMP", .complete(.os(system: "Linux", version: "#1 SMP"))),
        (.os, "OS:  Linux", .incomplete), (.os, "OS: Linux #1", .invalid),
        (.cpu, "cpu pourcentage : 12.3%", .complete(.cpu(usedPercent: 12.3))),
        (.cpu, "cpu pourcentage : 12.", .incomplete), (.cpu, "cpu pourcentage : beaucoup", .invalid),
        (.cpu, "cpu pourcentage : nan%", .invalid), (.cpu, "cpu pourcentage : -5%", .invalid),
        (.cpu, "cpu pourcentage : 1e9%", .invalid), (.ram, "RAM totale : infGB", .invalid),
        (
            .ram, "RAM totale : 23.54GB\nRAM utilisée : 0.44GB\nRAM libre : 21.78GB",
            .complete(.ram(totalGibibytes: 23.54, usedGibibytes: 0.44, freeGibibytes: 21.78))
        ),
        (.ram, "RAM totale : 16.0GB\nRAM utili", .incomplete), (.ram, "RAM totale : 16.0G", .incomplete),
        (.ram, "RAM totale : 16.0GB\nRAM libre : 1.0GB", .invalid), (.ram, "RAM totale : xGB\n", .invalid),
        (.disk, "rien", .invalid),
    ])
    func `A reply is whole, begun, or something else`(item: Item, text: String, expected: ClassicReply) {
        #expect(ClassicReply.parse(text, asking: item) == expected)
    }

    @Test(arguments: [
        (Item.cpu, "cpu pourcentage : 100.0%"),
        (.ram, "RAM totale : 23.54GB\nRAM utilisée : 0.44GB\nRAM libre : 21.78GB"),
    ])
    func `Whatever the segments, it is whole only at its end`(item: Item, text: String) {
        for length in 0..<text.count {
            #expect(ClassicReply.parse(String(text.prefix(length)), asking: item) == .incomplete, "\(length)")
        }
    }
}
