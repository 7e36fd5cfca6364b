/// What one temperature sensor reads (kernel doc hwmon/sysfs-interface).
public struct Temperature: Codable, Hashable, Sendable {
    /// The chip's name and the sensor's label, for example `coretemp Core 0`; two sensors may share it.
    public var sensor: String
    /// The temperature in degrees Celsius.
    public var celsius: Double

    /// Describes a reading.
    public init(sensor: String, celsius: Double) {
        self.sensor = sensor
        self.celsius = celsius
    }
}
