import CAdwaita

/// A value in GObject's own form, as signals and properties pass it; lent for the call.
nonisolated public struct GenericValue {
    let pointer: UnsafeMutablePointer<GValue>

    /// The basic type that the value's own type stands on.
    fileprivate var kind: Kind? { Kind(rawValue: g_type_fundamental(pointer.pointee.g_type) >> 2) }

    /// The basic types of GObject, by their numbers (`gtype.h`).
    fileprivate enum Kind: UInt {
        case boolean = 5
        case int = 6
        case uint = 7
        case long = 8
        case ulong = 9
        case int64 = 10
        case uint64 = 11
        case enumeration = 12
        case flags = 13
        case float = 14
        case double = 15
        case string = 16
        case object = 20
    }

    fileprivate func mismatch(_ type: Any.Type) -> Never {
        let name = g_type_name(pointer.pointee.g_type).map { String(cString: $0) } ?? "nothing"
        preconditionFailure("GObject's \(name) is no \(type).")
    }
}

/// A type that signals and properties pass.
public protocol SignalValue {
    /// Reads it from GObject's form.
    static func read(_ value: GenericValue) -> Self
    /// Writes it in GObject's form.
    func write(to value: GenericValue)
}

extension Bool: SignalValue {
    /// Reads a boolean.
    public static func read(_ value: GenericValue) -> Bool {
        guard value.kind == .boolean else { value.mismatch(Self.self) }
        return g_value_get_boolean(value.pointer) != 0
    }

    /// Writes a boolean.
    public func write(to value: GenericValue) {
        g_value_set_boolean(value.pointer, self ? 1 : 0)
    }
}

extension Int: SignalValue {
    /// Reads an integer of any width, or an enumeration's number.
    public static func read(_ value: GenericValue) -> Int {
        switch value.kind {
        case .int: Int(g_value_get_int(value.pointer))
        case .uint: Int(g_value_get_uint(value.pointer))
        case .long: g_value_get_long(value.pointer)
        case .ulong: Int(g_value_get_ulong(value.pointer))
        case .int64: Int(g_value_get_int64(value.pointer))
        case .uint64: Int(g_value_get_uint64(value.pointer))
        case .enumeration: Int(g_value_get_enum(value.pointer))
        case .flags: Int(g_value_get_flags(value.pointer))
        default: value.mismatch(Self.self)
        }
    }

    /// Writes an integer of the width that is asked for, or an enumeration's number.
    public func write(to value: GenericValue) {
        switch value.kind {
        case .int: g_value_set_int(value.pointer, Int32(self))
        case .uint: g_value_set_uint(value.pointer, UInt32(self))
        case .long: g_value_set_long(value.pointer, self)
        case .ulong: g_value_set_ulong(value.pointer, UInt(self))
        case .int64: g_value_set_int64(value.pointer, self)
        case .uint64: g_value_set_uint64(value.pointer, UInt(self))
        case .enumeration: g_value_set_enum(value.pointer, Int32(self))
        case .flags: g_value_set_flags(value.pointer, UInt32(self))
        default: value.mismatch(Self.self)
        }
    }
}

extension UInt: SignalValue {
    /// Reads an integer that is not negative.
    public static func read(_ value: GenericValue) -> UInt {
        UInt(Int.read(value))
    }

    /// Writes an integer of the width that is asked for.
    public func write(to value: GenericValue) {
        Int(self).write(to: value)
    }
}

extension Double: SignalValue {
    /// Reads a floating-point number of either width.
    public static func read(_ value: GenericValue) -> Double {
        switch value.kind {
        case .double: g_value_get_double(value.pointer)
        case .float: Double(g_value_get_float(value.pointer))
        default: value.mismatch(Self.self)
        }
    }

    /// Writes a floating-point number of the width that is asked for.
    public func write(to value: GenericValue) {
        switch value.kind {
        case .double: g_value_set_double(value.pointer, self)
        case .float: g_value_set_float(value.pointer, Float(self))
        default: value.mismatch(Self.self)
        }
    }
}

extension String: SignalValue {
    /// Reads a text; no text is an empty one.
    public static func read(_ value: GenericValue) -> String {
        guard value.kind == .string else { value.mismatch(Self.self) }
        return g_value_get_string(value.pointer).map { String(cString: $0) } ?? ""
    }

    /// Writes a text.
    public func write(to value: GenericValue) {
        g_value_set_string(value.pointer, self)
    }
}

extension Object: SignalValue {
    /// Reads an object that is there.
    public static func read(_ value: GenericValue) -> Self {
        guard value.kind == .object, let object = g_value_get_object(value.pointer) else { value.mismatch(Self.self) }
        return Self(borrowing: object)
    }

    /// Writes the object.
    public func write(to value: GenericValue) {
        g_value_set_object(value.pointer, raw)
    }
}

extension Optional: SignalValue where Wrapped: Object {
    /// Reads an object that may be missing.
    public static func read(_ value: GenericValue) -> Wrapped? {
        guard value.kind == .object else { value.mismatch(Self.self) }
        return g_value_get_object(value.pointer).map { Wrapped(borrowing: $0) }
    }

    /// Writes the object, or that there is none.
    public func write(to value: GenericValue) {
        g_value_set_object(value.pointer, self?.raw)
    }
}
