import Testing
import TchatModel

@Suite struct HostAddressTests {
    @Test(arguments: [
        ("vm", "vm", 5005), ("vm:80", "vm", 80), ("192.0.2.1", "192.0.2.1", 5005), ("192.0.2.1:0", "192.0.2.1", 0),
        ("255.0.10.255", "255.0.10.255", 5005), ("lab1.300", "lab1.300", 5005), ("1.2.3.4.vm", "1.2.3.4.vm", 5005),
        ("::1", "::1", 5005), ("[::1]", "::1", 5005), ("[2001:db8::1]:65535", "2001:db8::1", 65535),
        ("fe80::1%eth0", "fe80::1%eth0", 5005), ("bücher.example:5005", "bücher.example", 5005),
    ])
    func `Hosts with and without a port`(text: String, host: String, port: Int) throws {
        let address = try HostAddress(parsing: text)
        #expect(address == HostAddress(host: host, port: port))
        #expect(try HostAddress(parsing: address.description) == address)
    }

    @Test(arguments: ["192.168.1.300", "192.168.1", "1.2.3.4.5", "192.168.1.020:80", "1.2.3.", "...", "5005", "1..2.3"])
    func `Digits and dots that are no IPv4 address are no name either`(text: String) {
        #expect(throws: HostAddressError.invalidIPAddress(text)) { try HostAddress(parsing: text) }
    }

    @Test(arguments: [
        "", ":5005", "vm:", "vm:x", "vm:-1", "vm:+1", "vm:65536", "[::1", "[::1]5005", "[]:1", "a b", "vm/x", "vm\n",
        "vm\u{1B}[2J", "1.2.3.999",
    ])
    func `Anything else is refused with a sentence that is safe to print`(text: String) throws {
        let error = #expect(throws: HostAddressError.self) { try HostAddress(parsing: text) }
        let sentence = try #require(error).description
        #expect(sentence.hasSuffix("."))
        #expect(sentence.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }
}

@Suite struct RoleTests {
    @Test func `Each role includes the ones before it`() {
        #expect(Role.allCases == Role.allCases.sorted())
        #expect(ControlAction.allCases.filter { $0.requiredRole <= .member } == [.disconnect])
    }
}
