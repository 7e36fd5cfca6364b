import Synchronization

/// A bound on threads that counts those that hang after their work was given up, too.
final class ThreadBudget: Sendable {
    private let maximum: Int
    private let taken = Mutex(0)

    init(maximum: Int) {
        self.maximum = maximum
    }

    /// The right to one thread, until the last reference to it goes.
    final class Slot: Sendable {
        private let budget: ThreadBudget

        fileprivate init(_ budget: ThreadBudget) {
            self.budget = budget
        }

        deinit {
            budget.taken.withLock { $0 -= 1 }
        }
    }

    /// Takes the right to one thread; nothing where all are taken.
    func take() -> Slot? {
        taken.withLock { taken in
            guard taken < maximum else { return nil }
            taken += 1
            return Slot(self)
        }
    }
}
