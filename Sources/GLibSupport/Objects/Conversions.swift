import CAdwaita

nonisolated extension Bool {
    /// C's boolean.
    init(_ value: gboolean) {
        self = value != 0
    }

    /// C's boolean.
    var c: gboolean { self ? 1 : 0 }
}

nonisolated extension String {
    /// A text that C keeps; none is an empty one.
    init(c text: UnsafePointer<CChar>?) {
        self = text.map { String(cString: $0) } ?? ""
    }

    /// A text that C gives away; none is an empty one.
    init(taking text: UnsafeMutablePointer<CChar>?) {
        self = text.map { String(cString: $0) } ?? ""
        g_free(text)
    }
}

/// Calls the body with a null-terminated list of C strings.
func withStrings<Result>(_ strings: [String], _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>) -> Result) -> Result
{
    let copies = strings.map { g_strdup($0) }
    defer { for copy in copies { g_free(copy) } }
    var list = copies.map { UnsafePointer($0) } + [nil]
    return list.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { preconditionFailure("The list ends with null.") }
        return body(base)
    }
}
