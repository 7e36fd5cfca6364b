import GLibSupport
import Localization

/// A thin bar that shows a share of a whole.
final class Meter {
    /// What is shown.
    let widget: Widget

    let bar = LevelBar()

    /// Begins with nothing.
    init() {
        widget = bar
        // The colours that GTK gives to little and to much mean a battery.
        for offset in ["low", "high", "full"] { bar.removeOffset(offset) }
        bar.addClass("meter")
        bar.verticalAlign = .center
        bar.setAccessibleValue(Quantity.percent(0, digits: 0))
    }

    /// The share, from 0 to 1.
    var fraction = 0.0 {
        didSet {
            fraction = fraction.isFinite ? min(max(fraction, 0), 1) : 0
            if fraction != oldValue { follow() }
        }
    }

    /// What it is the share of, for screen readers.
    var label = "" {
        didSet { if label != oldValue { bar.setAccessibleLabel(label) } }
    }

    /// Whether much of it is a bad sign, as of a disk.
    var warnsWhenFull = false {
        didSet { if warnsWhenFull != oldValue { follow() } }
    }

    private func follow() {
        bar.value = fraction
        bar.setAccessibleValue(Quantity.percent(fraction * 100, digits: 0))
        bar.setClass("nearly-full", warnsWhenFull && fraction >= 0.9)
    }
}
