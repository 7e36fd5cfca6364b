import CAdwaita

/// The memory that the C library hands out.
public enum Heap {
    /// Has all threads share one heap, mallopt(3); before there are others.
    ///
    /// Of its own accord the C library gives threads heaps of their own. What one of them makes and another frees leaves holes
    /// there that nobody fills: in a window that is open all day they come to several MiB.
    public static func useOne() { shim_use_one_heap() }
}
