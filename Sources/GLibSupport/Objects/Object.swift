import CAdwaita

/// A GObject, held by one reference for as long as this value lives.
///
/// Several of these can stand for the same GObject: they are equal, and hold nothing of their own. What is in a window is
/// kept by the window, so a widget need not be stored to stay; store those that change later.
public class Object {
    /// The GObject; never given out of this module.
    nonisolated(unsafe) let raw: UnsafeMutableRawPointer

    /// Takes over a reference that the caller owns.
    required init(owned raw: UnsafeMutableRawPointer) {
        self.raw = raw
    }

    isolated deinit {
        g_object_unref(raw)
    }

    /// A new widget, or whatever else begins with a floating reference; a window, which GTK itself owns.
    convenience init<T>(sinking object: UnsafeMutablePointer<T>?) {
        self.init(owned: g_object_ref_sink(Self.checked(object)))
    }

    /// A new widget of a type that C does not open.
    convenience init(sinking object: OpaquePointer?) {
        self.init(owned: g_object_ref_sink(Self.checked(object)))
    }

    /// A new object whose one reference is the caller's.
    convenience init<T>(adopting object: UnsafeMutablePointer<T>?) {
        self.init(owned: Self.checked(object))
    }

    /// A new object, of a type that C does not open, whose one reference is the caller's.
    convenience init(adopting object: OpaquePointer?) {
        self.init(owned: Self.checked(object))
    }

    /// An object that belongs to someone else, too.
    required convenience init(borrowing raw: UnsafeMutableRawPointer) {
        self.init(owned: g_object_ref(raw))
    }

    /// The pointer that a function of the C library takes.
    func pointer<T>() -> UnsafeMutablePointer<T> {
        raw.assumingMemoryBound(to: T.self)
    }

    /// The pointer that a function of the C library takes when the type is not open.
    func pointer() -> OpaquePointer {
        OpaquePointer(raw)
    }

    /// Keeps a Swift object alive for as long as the GObject lives.
    ///
    /// It must not hold this object or one that owns it, or neither is ever released.
    public func keep(_ object: AnyObject) {
        let data = Unmanaged.passRetained(object).toOpaque()
        g_object_set_data_full(pointer(), "keep-\(UInt(bitPattern: data))", data, releaseKept)
    }

    /// Runs the closure when the GObject goes: for tests that nothing leaks.
    public func onFinalized(_ handler: @escaping @MainActor () -> Void) {
        let box = FinalizedBox(handler)
        g_object_weak_ref(pointer(), reportFinalized, Unmanaged.passRetained(box).toOpaque())
    }

    /// A constructor of GTK returns nothing only when GTK was not started.
    private static func checked<T>(_ object: UnsafeMutablePointer<T>?) -> UnsafeMutableRawPointer {
        guard let object else { preconditionFailure("GTK could not make a \(Self.self): was it started?") }
        return UnsafeMutableRawPointer(object)
    }

    private static func checked(_ object: OpaquePointer?) -> UnsafeMutableRawPointer {
        guard let object else { preconditionFailure("GTK could not make a \(Self.self): was it started?") }
        return UnsafeMutableRawPointer(object)
    }
}

nonisolated extension Object: Hashable {
    /// Whether both stand for the same GObject.
    public static func == (left: Object, right: Object) -> Bool {
        left.raw == right.raw
    }

    /// Hashes the GObject's identity.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(raw)
    }
}

private final class FinalizedBox {
    let handler: @MainActor () -> Void

    init(_ handler: @escaping @MainActor () -> Void) {
        self.handler = handler
    }
}

nonisolated private func reportFinalized(_ data: gpointer?, _ object: UnsafeMutablePointer<GObject>?) {
    guard let data else { return }
    let box = Unmanaged<FinalizedBox>.fromOpaque(data).takeRetainedValue()
    MainActor.assumeIsolated { box.handler() }
}

nonisolated private func releaseKept(_ data: gpointer?) {
    guard let data else { return }
    Unmanaged<AnyObject>.fromOpaque(data).release()
}
