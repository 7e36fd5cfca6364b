import Testing

@testable import HostMetrics

@Suite struct ThreadBudgetTests {
    @Test func aSlotIsFreeAgainWhenItsLastReferenceGoes() {
        let budget = ThreadBudget(maximum: 2)
        let first = budget.take()
        var second = budget.take()
        #expect(first != nil)
        #expect(second != nil)
        #expect(budget.take() == nil)
        second = nil
        second = budget.take()
        #expect(second != nil)
        #expect(budget.take() == nil)
    }
}
