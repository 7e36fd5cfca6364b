import FoundationEssentials
import TchatModel
import Testing

@testable import TchatClient

@Suite struct KnownHostListTests {
    private let attic = Sample.host("vm", alias: "attic", address: "192.0.2.1")
    private let cellar = Sample.host("vm", alias: "cellar", address: "192.0.2.2")
    private let office = Sample.host("Office", address: "office.example")

    private var list: KnownHostList { KnownHostList(hosts: [attic, cellar, office]) }

    @Test func `A host is found by alias, name, address and identifier`() throws {
        for text in ["attic", "192.0.2.1", "192.0.2.1:5005", attic.id.uuidString, attic.id.uuidString.lowercased()] {
            #expect(try list.host(called: text) == attic)
        }
        for text in ["office", "OFFICE", "office.example"] { #expect(try list.host(called: text) == office) }
        for text in ["", "att", "192.0.2.1:80", "nobody"] {
            #expect(throws: HostError.notPaired(text)) { try list.host(called: text) }
        }
    }

    @Test func `A name that several have lists them`() {
        let error = HostError.ambiguousHost("VM", matches: ["attic (192.0.2.1:5005)", "cellar (192.0.2.2:5005)"])
        #expect(throws: error) { try list.host(called: "VM") }
    }

    @Test func `An alias that is another host's name wins`() throws {
        var list = list
        let other = Sample.host("x", alias: "Office")
        try list.insert(other)
        #expect(try list.host(called: "Office") == other)
    }

    @Test func `Pairing anew replaces, and keeps the alias`() throws {
        var (list, again) = (list, attic)
        again.alias = nil
        again.pin = Sample.pin(2)
        try list.insert(again)
        again.alias = "attic"
        #expect(list.hosts == [again, cellar, office])
    }

    @Test func `An alias belongs to one host`() {
        var list = list
        let error = HostError.aliasTaken("attic", by: "vm (192.0.2.1:5005)")
        #expect(throws: error) { try list.insert(Sample.host("new", alias: "attic")) }
        #expect(list == self.list)
    }
}
