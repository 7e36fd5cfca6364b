import Testing

@testable import TchatDesktop

@Suite struct DesktopProgramTests {
    nonisolated private static let cases: [([String], Int32)] = [
        (["--version"], 0), (["--help"], 0), (["--unknown"], 64), (["--help", "x"], 64),
    ]

    @Test(arguments: cases)
    func `Its arguments end it at once, with or without a display`(arguments: [String], status: Int32) {
        #expect(DesktopProgram.main(arguments) == status)
    }
}
