import Testing

@testable import GLibSupport

nonisolated struct WrapBoxTests {
    @Test(arguments: [
        // Each is 50 wide, with 6 between two.
        (4, 218, 4, 1), (4, 217, 2, 2), (4, 106, 2, 2), (4, 105, 1, 4), (4, 10, 1, 4), (3, 161, 2, 2), (5, 217, 3, 2),
        (1, 0, 1, 1), (0, 100, 1, 0),
    ])
    func `Rows are as few and as equal as can be`(count: Int, available: Int, columns: Int, rows: Int) {
        let shape = WrapBox.shape(of: count, each: 50, in: available)
        #expect(shape.columns == columns)
        #expect(shape.rows == rows)
    }
}
