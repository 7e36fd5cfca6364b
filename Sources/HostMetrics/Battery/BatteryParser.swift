import TchatModel

/// Parses the `uevent` of a power supply (kernel doc power/power_supply_class): properties, one a line, in microwatts,
/// microamperes and seconds.
enum BatteryParser {
    /// The battery; nothing where the slot for it is empty, or it is that of a peripheral such as a mouse.
    static func parse(_ bytes: Span<UInt8>, name: String) -> Battery? {
        var supply = Properties()
        var position = 0
        while position < bytes.count {
            if bytes.skip("POWER_SUPPLY_", &position) {
                supply.read(bytes, &position)
            }
            bytes.skipLine(&position)
        }
        guard supply.isPresent, !supply.isOfPeripheral else { return nil }
        return Battery(
            name: name,
            chargePercent: supply.chargePercent,
            state: supply.state,
            secondsRemaining: supply.secondsRemaining
        )
    }

    private struct Properties {
        var isPresent = true
        var isOfPeripheral = false
        var state: Battery.State?
        var capacityPercent: Int?
        var energyNow: Int?
        var energyFull: Int?
        var powerNow: Int?
        var chargeNow: Int?
        var chargeFull: Int?
        var currentNow: Int?
        var secondsToEmpty: Int?

        mutating func read(_ bytes: Span<UInt8>, _ position: inout Int) {
            if bytes.skip("PRESENT=", &position) {
                isPresent = bytes.signed(&position) != 0
            } else if bytes.skip("SCOPE=", &position) {
                isOfPeripheral = bytes.skip("Device", &position)
            } else if bytes.skip("STATUS=", &position) {
                state = Self.state(bytes, &position)
            } else if bytes.skip("CAPACITY=", &position) {
                capacityPercent = bytes.signed(&position)
            } else if bytes.skip("ENERGY_NOW=", &position) {
                energyNow = bytes.signed(&position)
            } else if bytes.skip("ENERGY_FULL=", &position) {
                energyFull = bytes.signed(&position)
            } else if bytes.skip("POWER_NOW=", &position) {
                powerNow = bytes.signed(&position)
            } else if bytes.skip("CHARGE_NOW=", &position) {
                chargeNow = bytes.signed(&position)
            } else if bytes.skip("CHARGE_FULL=", &position) {
                chargeFull = bytes.signed(&position)
            } else if bytes.skip("CURRENT_NOW=", &position) {
                currentNow = bytes.signed(&position)
            } else if bytes.skip("TIME_TO_EMPTY_NOW=", &position) {
                secondsToEmpty = bytes.signed(&position)
            }
        }

        private static func state(_ bytes: Span<UInt8>, _ position: inout Int) -> Battery.State? {
            if bytes.skip("Charging", &position) { return .charging }
            if bytes.skip("Discharging", &position) { return .discharging }
            if bytes.skip("Full", &position) { return .full }
            if bytes.skip("Not charging", &position) { return .notCharging }
            return bytes.skip("Unknown", &position) ? .unknown : nil
        }

        /// The charge, from the finer of the counters a battery has (psutil `sensors_battery`).
        ///
        /// A new battery can hold more than it is said to: 100 is the most shown.
        var chargePercent: Double? {
            let percent = ratio(energyNow, energyFull) ?? ratio(chargeNow, chargeFull)
            return (percent.map { $0 * 100 } ?? capacityPercent.map(Double.init)).flatMap {
                $0 >= 0 ? min($0, 100) : nil
            }
        }

        var secondsRemaining: Double? {
            guard state == .discharging else { return nil }
            // Some drivers tell a draw as a negative number.
            let hours = (ratio(energyNow, powerNow) ?? ratio(chargeNow, currentNow)).map(abs)
            return hours.map { $0 * 3600 } ?? secondsToEmpty.flatMap { $0 >= 0 ? Double($0) : nil }
        }

        private func ratio(_ part: Int?, _ whole: Int?) -> Double? {
            guard let part, let whole, whole != 0 else { return nil }
            return Double(part) / Double(whole)
        }
    }
}
