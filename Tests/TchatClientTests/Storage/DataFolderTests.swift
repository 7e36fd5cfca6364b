import Testing

@testable import TchatClient

@Suite struct DataFolderTests {
    @Test(arguments: [
        (["XDG_DATA_HOME": "/data", "HOME": "/home/a"], "/data/tchat"),
        (["XDG_DATA_HOME": "relative", "HOME": "/home/a"], "/home/a/.local/share/tchat"),
        (["HOME": "/home/a"], "/home/a/.local/share/tchat"),
    ])
    func `It follows the XDG Base Directory Specification`(environment: [String: String], path: String) throws {
        #expect(try DataFolder.standard(environment: environment).path == path)
    }

    @Test func `Without a home there is none`() {
        #expect(throws: LocalFileError.noFolder) { try DataFolder.standard(environment: [:]) }
    }
}
