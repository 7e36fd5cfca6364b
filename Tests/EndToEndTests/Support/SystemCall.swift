import Glibc

/// A system call that failed.
struct SystemCallError: Error, CustomStringConvertible {
    let description: String

    init(_ name: String, code: CInt = errno) {
        description = "\(name): \(String(cString: strerror(code)))"
    }
}

/// The result of a system call, unless it is the -1 of a failure.
func checked(_ name: String, _ result: CInt) throws -> CInt {
    guard result >= 0 else { throw SystemCallError(name) }
    return result
}
