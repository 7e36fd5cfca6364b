/// What can be asked of a host.
///
/// The raw value is the word a person types and the name of the item in the API.
public enum Item: String, CaseIterable, Codable, Sendable {
    case name
    case os
    case cpu
    case ram
    case disk
    case network
    case load
    case uptime
    case temperature
    case users
    case battery
}
