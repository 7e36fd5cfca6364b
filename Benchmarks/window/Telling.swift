import Glibc

/// Prints a line at once, for who reads it while this goes on.
nonisolated func tell(_ words: Any...) {
    print(words.map { "\($0)" }.joined(separator: " "))
    fflush(nil)
}
