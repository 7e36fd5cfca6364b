import CAdwaita

extension Object {
    /// Calls the handler each time the signal is emitted.
    ///
    /// The GObject keeps the handler. So the handler must not capture this object, or one that holds it, strongly: write
    /// `[weak self]`, or neither is ever released.
    ///
    /// - Parameters:
    ///   - signal: Its name, with a detail if it has one (`notify::title`).
    ///   - handler: Takes as many of the signal's arguments as it wants, from the first on.
    @discardableResult public func connect<each Argument: SignalValue>(
        _ signal: String,
        _ handler: @escaping @MainActor (repeat each Argument) -> Void
    ) -> SignalHandler {
        attach(signal) { arguments, _ in
            var arguments = arguments
            handler(repeat arguments.next((each Argument).self))
        }
    }

    /// Calls the handler each time the signal is emitted, and gives GTK what it answers.
    ///
    /// As for `connect`, the handler must not capture this object strongly.
    @discardableResult public func connect<each Argument: SignalValue, Result: SignalValue>(
        _ signal: String,
        returning handler: @escaping @MainActor (repeat each Argument) -> Result
    ) -> SignalHandler {
        attach(signal) { arguments, result in
            var arguments = arguments
            let answer = handler(repeat arguments.next((each Argument).self))
            if let result { answer.write(to: result) }
        }
    }

    /// Calls the handler each time the property has changed.
    ///
    /// As for `connect`, the handler must not capture this object strongly.
    @discardableResult public func onNotify(_ property: String, _ handler: @escaping @MainActor () -> Void)
        -> SignalHandler
    {
        connect("notify::\(property)", handler)
    }

    /// Calls the handler with what emits the signal.
    @discardableResult func connect<Sender: Object>(
        _ signal: String,
        from _: Sender.Type,
        _ handler: @escaping @MainActor (Sender) -> Void
    ) -> SignalHandler {
        attach(signal) { arguments, _ in
            var arguments = arguments
            arguments.index = 0
            handler(arguments.next(Sender.self))
        }
    }

    /// Emits a signal that takes no arguments, as the user would by using the widget.
    public func emit(_ signal: String) {
        shim_emit(raw, signal)
    }

    private func attach(_ signal: String, _ call: @escaping SignalBox.Call) -> SignalHandler {
        let data = Unmanaged.passRetained(SignalBox(call)).toOpaque()
        let closure = g_closure_new_simple(guint(MemoryLayout<GClosure>.size), data)
        // The box goes when the handler ends: with the object, or by being disconnected.
        g_closure_add_invalidate_notifier(closure, data, releaseSignalBox)
        g_closure_set_marshal(closure, marshalSignal)
        let handler = SignalHandler(closure)
        let id = g_signal_connect_closure(raw, signal, closure, 0)
        precondition(id != 0, "\(String(cString: shim_type_name(raw))) has no signal \(signal).")
        return handler
    }
}

/// One connected handler, to disconnect it; without that, it lives as long as the object.
@MainActor public final class SignalHandler {
    nonisolated(unsafe) private let closure: UnsafeMutablePointer<GClosure>?

    fileprivate init(_ closure: UnsafeMutablePointer<GClosure>?) {
        // A closure begins with a floating reference; the signal takes another.
        self.closure = g_closure_ref(closure)
        g_closure_sink(closure)
    }

    isolated deinit {
        g_closure_unref(closure)
    }

    /// Ends the handler; again, or when the object has gone, is harmless.
    public func disconnect() {
        g_closure_invalidate(closure)
    }
}

/// A signal's arguments, read one after the other.
private struct SignalArguments {
    let values: UnsafePointer<GValue>?
    let count: Int
    /// The first value is the object itself.
    var index = 1

    mutating func next<Argument: SignalValue>(_ type: Argument.Type) -> Argument {
        guard let values, index < count else { preconditionFailure("The signal has no argument \(index).") }
        defer { index += 1 }
        return Argument.read(GenericValue(pointer: UnsafeMutablePointer(mutating: values + index)))
    }
}

/// What GLib holds of a handler.
private final class SignalBox {
    typealias Call = @MainActor (SignalArguments, _ result: GenericValue?) -> Void
    let call: Call

    init(_ call: @escaping Call) {
        self.call = call
    }
}

nonisolated private func marshalSignal(
    _ closure: UnsafeMutablePointer<GClosure>?,
    _ result: UnsafeMutablePointer<GValue>?,
    _ count: guint,
    _ values: UnsafePointer<GValue>?,
    _ hint: gpointer?,
    _ marshalData: gpointer?
) {
    guard let data = closure?.pointee.data else { return }
    // Held here: the handler may disconnect itself.
    let box = Unmanaged<SignalBox>.fromOpaque(data).takeUnretainedValue()
    nonisolated(unsafe) let arguments = (values, result.map { GenericValue(pointer: $0) })
    MainActor.assumeIsolated {
        box.call(SignalArguments(values: arguments.0, count: Int(count)), arguments.1)
    }
}

nonisolated private func releaseSignalBox(_ data: gpointer?, _ closure: UnsafeMutablePointer<GClosure>?) {
    guard let data else { return }
    Unmanaged<SignalBox>.fromOpaque(data).release()
}
