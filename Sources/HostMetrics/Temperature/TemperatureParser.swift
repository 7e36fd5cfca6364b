/// Parses a temperature in thousandths of a degree Celsius (kernel doc hwmon/sysfs-interface).
enum TemperatureParser {
    static func parse(_ bytes: Span<UInt8>) -> Double? {
        var position = 0
        return bytes.signed(&position).map { Double($0) / 1000 }
    }
}

/// Parses the name of a sensor's file, such as `temp1_input`.
enum SensorFileName {
    /// The sensor's number.
    static func number(_ name: Span<UInt8>) -> Int? {
        var position = 0
        guard name.skip("temp", &position), let number = name.digits(&position), name.skip("_input", &position),
            position == name.count
        else { return nil }
        return Int(exactly: number)
    }

    /// The sensor's number and which of its properties the file holds, such as `input`.
    static func property(_ name: Span<UInt8>) -> (number: Int, property: String)? {
        var position = 0
        guard name.skip("temp", &position), let digits = name.digits(&position), let number = Int(exactly: digits),
            name.skip("_", &position), position < name.count
        else { return nil }
        return (number, name.string(position..<name.count))
    }
}
