import TchatClient
import Testing

@testable import TchatCommands

@Suite struct HostAndWordsTests {
    @Test func `What is said on this computer is kept apart from what is said to it as a paired user`() {
        let folder = DataFolder(path: "/data")
        let own = HostTarget.thisComputer(.unixSocket(path: "/run/tchat.sock")).dataFolder(in: folder)
        #expect(own == folder.console && own != folder)
    }

    @Test(
        arguments: [
            ([], nil, []),
            (["lab1"], "lab1", []),
            (["lab1", "cpu"], "lab1", ["cpu"]),
            (["cpu", "lab1"], nil, ["cpu", "lab1"]),
            (["localhost", "lab1"], "localhost", ["lab1"]),
            (["ram"], "ram", []),
        ] as [([String], String?, [String])]
    )
    func `A first word that names a host is the host`(words: [String], host: String?, rest: [String]) {
        let read = HostAndWords(words) { ["lab1", "ram"].contains($0) }
        #expect(read.host == host)
        #expect(read.words == rest)
    }

    @Test(arguments: [
        ("10.0.0.5", true), ("10.0.0.5:5005", true), ("fd00::1", true), ("[fd00::1]:5005", true), ("lab1:5005", true),
        ("lab1", false), ("hello", false), ("12:30:15", false), ("hello:", false), ("a b:5005", false), ("", false),
    ])
    func `Some words can only be addresses`(word: String, isAddress: Bool) {
        #expect(HostAndWords.isAddress(word) == isAddress)
    }

    @Test func `Whoever names an unpaired host is told how to pair`() {
        #expect(
            "\(UnpairedHost(name: "10.0.0.5:99"))"
                == "No paired host is called '10.0.0.5:99': pair with it by 'tchat connect 10.0.0.5:99'."
        )
        #expect("\(UnpairedHost(name: "a\u{1B}b c"))".contains("'tchat connect ADDRESS'"))
    }
}
