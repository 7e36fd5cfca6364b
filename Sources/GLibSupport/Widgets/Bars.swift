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

    /// Gives the bar the CSS class of that name up to a value ("low", "high", "full" have colours already).
    public func setOffset(_ name: String, _ value: Double) {
        gtk_level_bar_add_offset_value(pointer(), name, value)
    }

    /// Takes a class away again.
    public func removeOffset(_ name: String) {
        gtk_level_bar_remove_offset_value(pointer(), name)
    }
}

/// How far something has come.
public final class ProgressBar: Widget {
    /// A bar at its start.
    public convenience init() {
        self.init(sinking: gtk_progress_bar_new())
    }

    /// How far, 0 to 1.
    public var fraction: Double {
        get { gtk_progress_bar_get_fraction(pointer()) }
        set { gtk_progress_bar_set_fraction(pointer(), newValue) }
    }

    /// Says that something is done, of which nobody knows how far.
    public func pulse() {
        gtk_progress_bar_pulse(pointer())
    }

    /// A text beside it; nothing for none.
    public var text: String? {
        get { gtk_progress_bar_get_text(pointer()).map { String(cString: $0) } }
        set {
            gtk_progress_bar_set_text(pointer(), newValue)
            gtk_progress_bar_set_show_text(pointer(), (newValue != nil).c)
        }
    }
}
