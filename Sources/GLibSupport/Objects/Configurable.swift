/// What can be set up where it is made.
public protocol Configurable: AnyObject {}

extension Configurable {
    /// Sets it up, and gives it back: `Label(text).with { $0.wraps = true }`.
    public func with(_ configure: (Self) -> Void) -> Self {
        configure(self)
        return self
    }
}

extension Object: Configurable {}

/// What a widget calls when something happens to it.
public typealias Handler = @MainActor () -> Void
