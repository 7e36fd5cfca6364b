import CAdwaita

/// A GObject, held by one reference for as long as this value lives.
///
/// What is in a window is kept by the window, so a widget need not be stored to stay; and the value that made it stays
/// with it, so a handler finds it again by `[weak button]`. Other values can stand for the same GObject (what `parent`
/// answers, say): they are equal, and hold nothing of their own.
@MainActor public class Object {
    /// The GObject; never given out of this module.
    nonisolated(unsafe) let raw: UnsafeMutableRawPointer
    /// Whether this value stays with the GObject.
    private var isMaker = false
    /// Whether the GObject holds this value: others hold the GObject.
    private var isHeld = false

    /// Takes over a reference that the caller owns.
    required init(owned raw: UnsafeMutableRawPointer) {
        self.raw = raw
    }

    isolated deinit {
        if isMaker {
            g_object_remove_toggle_ref(pointer(), toggleHold, Unmanaged.passUnretained(self).toOpaque())
        } else {
            g_object_unref(raw)
        }
    }

    /// A new widget, or whatever else begins with a floating reference; a window, which GTK itself owns.
    convenience init<T>(sinking object: UnsafeMutablePointer<T>?) {
        self.init(owned: g_object_ref_sink(Self.checked(object)))
        stay()
    }

    /// A new widget of a type that C does not open.
    convenience init(sinking object: OpaquePointer?) {
        self.init(owned: g_object_ref_sink(Self.checked(object)))
        stay()
    }

    /// A new object whose one reference is the caller's.
    convenience init<T>(adopting object: UnsafeMutablePointer<T>?) {
        self.init(owned: Self.checked(object))
        stay()
    }

    /// A new object, of a type that C does not open, whose one reference is the caller's.
    convenience init(adopting object: OpaquePointer?) {
        self.init(owned: Self.checked(object))
        stay()
    }

    /// An object that belongs to someone else, too.
    required convenience init(borrowing raw: UnsafeMutableRawPointer) {
        self.init(owned: g_object_ref(raw))
    }

    /// The pointer that a function of the C library takes.
    ///
    /// Only of what has a name, which Swift keeps until after the call; a temporary value is released before it.
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

    /// Lets this value live as long as the GObject.
    ///
    /// Its reference becomes one that tells whether it is the last (a toggle reference): as long as it isn't, the GObject
    /// holds this value; when it is, only whoever holds this value keeps both.
    private func stay() {
        isMaker = true
        g_object_add_toggle_ref(pointer(), toggleHold, Unmanaged.passUnretained(self).toOpaque())
        g_object_unref(raw)
        if raw.assumingMemoryBound(to: GObject.self).pointee.ref_count > 1 { hold(true) }
    }

    fileprivate func hold(_ isHeld: Bool) {
        guard self.isHeld != isHeld else { return }
        self.isHeld = isHeld
        if isHeld {
            _ = Unmanaged.passRetained(self)
        } else {
            Unmanaged.passUnretained(self).release()
        }
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

/// GObject calls it when the reference becomes the last one, and when it no longer is.
nonisolated private func toggleHold(_ data: gpointer?, _ object: UnsafeMutablePointer<GObject>?, _ isLast: gboolean) {
    guard let data else { return }
    let object = Unmanaged<Object>.fromOpaque(data).takeUnretainedValue()
    MainActor.assumeIsolated { object.hold(!Bool(isLast)) }
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
