import CAdwaita

/// How much of something there is.
public final class LevelBar: Widget {
    /// A bar between two values.
    public convenience init(_ range: ClosedRange<Double> = 0...1) {
        self.init(sinking: gtk_level_bar_new_for_interval(range.lowerBound, range.upperBound))
    }

    /// How much there is.
    public var value: Double {
        get { gtk_level_bar_get_value(pointer()) }
        set { gtk_level_bar_set_value(pointer(), newValue) }
    }

    /// Takes a class away again.
    public func removeOffset(_ name: String) {
        gtk_level_bar_remove_offset_value(pointer(), name)
    }
}
