import CAdwaita

/// The memory that the C library hands out, mallopt(3).
public enum Heap {
    /// What is as large as that has pages of its own, which go back to the system at once.
    private static let largeBytes: Int32 = 256 << 10

    /// Keeps the heap of a program small that runs all day; before there is another thread.
    ///
    /// Of its own accord the C library gives threads heaps of their own: what one makes and another frees leaves holes there that
    /// nobody fills. And with each large block that is freed (a picture of the window) the next ones come from the heap rather
    /// than from the system, up to 32 MiB, and leave larger holes. Together they come to several MiB in a day.
    public static func keepSmall() { shim_keep_heap_small(largeBytes) }
}
