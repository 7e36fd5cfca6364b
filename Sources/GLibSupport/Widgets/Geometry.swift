import CAdwaita

/// A part of a widget, in its pixels from the top left.
public nonisolated struct Frame: Equatable, Sendable {
    /// Where it begins, from the left.
    public var x: Double
    /// Where it begins, from the top.
    public var y: Double
    /// How wide it is.
    public var width: Double
    /// How high it is.
    public var height: Double

    /// Whether it is at that height.
    public func contains(y other: Double) -> Bool {
        y <= other && other < y + height
    }
}

extension Widget {
    /// Where it stands in another widget of the same window, once both are laid out.
    public func frame(in other: Widget) -> Frame? {
        var bounds = graphene_rect_t()
        guard Bool(gtk_widget_compute_bounds(pointer(), other.pointer(), &bounds)) else { return nil }
        return Frame(
            x: Double(bounds.origin.x),
            y: Double(bounds.origin.y),
            width: Double(bounds.size.width),
            height: Double(bounds.size.height)
        )
    }
}
