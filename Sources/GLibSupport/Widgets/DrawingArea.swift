import CAdwaita

/// A widget that the program draws itself.
public final class DrawingArea: Widget {
    /// A widget to draw in.
    ///
    /// - Parameter role: What it is to a screen reader, which sees nothing of what is drawn.
    public convenience init(role: AccessibleRole = .image) {
        self.init(gtk_drawing_area_get_type(), role: role)
    }

    /// The size that it asks for.
    public func setContentSize(width: Int, height: Int) {
        gtk_drawing_area_set_content_width(pointer(), gint(width))
        gtk_drawing_area_set_content_height(pointer(), gint(height))
    }

    /// Draws with this; call `redraw` when what it draws has changed.
    ///
    /// - Parameter draw: It must not capture the widget strongly; what it needs of it is given by the canvas.
    public func onDraw(_ draw: @escaping @MainActor (Canvas) -> Void) {
        let data = Unmanaged.passRetained(DrawBox(draw)).toOpaque()
        gtk_drawing_area_set_draw_func(pointer(), drawArea, data, releaseDrawBox)
    }
}

private final class DrawBox {
    let draw: @MainActor (Canvas) -> Void

    init(_ draw: @escaping @MainActor (Canvas) -> Void) {
        self.draw = draw
    }
}

nonisolated private func drawArea(
    _ area: UnsafeMutablePointer<GtkDrawingArea>?,
    _ context: OpaquePointer?,
    _ width: gint,
    _ height: gint,
    _ data: gpointer?
) {
    guard let area, let context, let data else { return }
    let box = Unmanaged<DrawBox>.fromOpaque(data).takeUnretainedValue()
    nonisolated(unsafe) let arguments = (UnsafeMutableRawPointer(area), context)
    MainActor.assumeIsolated {
        let widget = DrawingArea(borrowing: arguments.0)
        box.draw(Canvas(arguments.1, widget, width: Double(width), height: Double(height)))
    }
}

nonisolated private func releaseDrawBox(_ data: gpointer?) {
    guard let data else { return }
    Unmanaged<DrawBox>.fromOpaque(data).release()
}
