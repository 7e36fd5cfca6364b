import CAdwaita

extension Object {
    /// The name of its type: `GtkLabel`.
    package var typeName: String { String(cString: shim_type_name(raw)) }

    /// The property's value.
    public func property<Property: SignalValue>(_ name: String, as type: Property.Type = Property.self) -> Property {
        var value = GValue()
        g_object_get_property(pointer(), name, &value)
        defer { g_value_unset(&value) }
        return withUnsafeMutablePointer(to: &value) { Property.read(GenericValue(pointer: $0)) }
    }

    /// Sets the property.
    public func setProperty<Property: SignalValue>(_ name: String, _ newValue: Property) {
        guard let specification = shim_find_property(raw, name) else {
            preconditionFailure("\(typeName) has no property \(name).")
        }
        var value = GValue()
        g_value_init(&value, specification.pointee.value_type)
        defer { g_value_unset(&value) }
        withUnsafeMutablePointer(to: &value) { newValue.write(to: GenericValue(pointer: $0)) }
        g_object_set_property(pointer(), name, &value)
    }
}
