import CAdwaita

/// What a widget is to a screen reader; it is chosen when the widget is made.
public nonisolated enum AccessibleRole: Sendable {
    /// Something that must be heard at once.
    case alert
    /// A button.
    case button
    /// A list of what was posted, that grows.
    case feed
    /// Nothing in particular.
    case generic
    /// Things that belong together.
    case group
    /// A heading.
    case heading
    /// A picture.
    case image
    /// A text that names something.
    case label
    /// A list.
    case list
    /// One of a list.
    case listItem
    /// A list to which is added at its end: a conversation.
    case log
    /// The main part of the window.
    case main
    /// A value between two bounds.
    case meter
    /// Links and pages to go to.
    case navigation
    /// Nothing at all: only for the eyes.
    case presentation
    /// A part of the page that has a name.
    case region
    /// A part of the page for searching.
    case search
    /// Something that may be heard when there is time.
    case status
    /// A table.
    case table
    /// A row of tools.
    case toolbar

    var c: GtkAccessibleRole {
        switch self {
        case .alert: GTK_ACCESSIBLE_ROLE_ALERT
        case .button: GTK_ACCESSIBLE_ROLE_BUTTON
        case .feed: GTK_ACCESSIBLE_ROLE_FEED
        case .generic: GTK_ACCESSIBLE_ROLE_GENERIC
        case .group: GTK_ACCESSIBLE_ROLE_GROUP
        case .heading: GTK_ACCESSIBLE_ROLE_HEADING
        case .image: GTK_ACCESSIBLE_ROLE_IMG
        case .label: GTK_ACCESSIBLE_ROLE_LABEL
        case .list: GTK_ACCESSIBLE_ROLE_LIST
        case .listItem: GTK_ACCESSIBLE_ROLE_LIST_ITEM
        case .log: GTK_ACCESSIBLE_ROLE_LOG
        case .main: GTK_ACCESSIBLE_ROLE_MAIN
        case .meter: GTK_ACCESSIBLE_ROLE_METER
        case .navigation: GTK_ACCESSIBLE_ROLE_NAVIGATION
        case .presentation: GTK_ACCESSIBLE_ROLE_PRESENTATION
        case .region: GTK_ACCESSIBLE_ROLE_REGION
        case .search: GTK_ACCESSIBLE_ROLE_SEARCH
        case .status: GTK_ACCESSIBLE_ROLE_STATUS
        case .table: GTK_ACCESSIBLE_ROLE_TABLE
        case .toolbar: GTK_ACCESSIBLE_ROLE_TOOLBAR
        }
    }
}

/// What a screen reader says of a widget's state, where the widget doesn't say it itself.
public nonisolated enum AccessibleState: Equatable, Sendable {
    /// It is being changed; what is in it isn't to be read yet.
    case busy(Bool)
    /// It can't be used.
    case disabled(Bool)
    /// What it opens is open.
    case expanded(Bool)
    /// It isn't for screen readers.
    case hidden(Bool)
    /// What was entered can't be right.
    case invalid(Bool)
    /// It is one of those that are chosen.
    case selected(Bool)
}

extension Widget {
    /// Sets its name for screen readers, where what it shows isn't one.
    public func setAccessibleLabel(_ text: String) {
        shim_accessible_text(pointer(), GTK_ACCESSIBLE_PROPERTY_LABEL, text)
    }

    /// Sets what a screen reader says besides its name.
    public func setAccessibleDescription(_ text: String) {
        g_object_set_data_full(pointer(), descriptionKey, g_strdup(text), g_free)
        shim_accessible_text(pointer(), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text)
    }

    /// What was set with `setAccessibleDescription`; GTK doesn't tell.
    var accessibleDescription: String? {
        g_object_get_data(pointer(), descriptionKey).map { String(cString: $0.assumingMemoryBound(to: CChar.self)) }
    }

    /// Sets the keys that a screen reader says reach it.
    public func setAccessibleShortcut(_ keys: String) {
        shim_accessible_text(pointer(), GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, keys)
    }

    /// Sets its value for screen readers, in words and as a number between bounds.
    public func setAccessibleValue(_ text: String, now: Double? = nil, in range: ClosedRange<Double>? = nil) {
        shim_accessible_text(pointer(), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text)
        if let range {
            shim_accessible_number(pointer(), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, range.lowerBound)
            shim_accessible_number(pointer(), GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, range.upperBound)
        }
        if let now { shim_accessible_number(pointer(), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, now) }
    }

    /// Sets which level of heading it is.
    public func setAccessibleLevel(_ level: Int) {
        shim_accessible_level(pointer(), gint(level))
    }

    /// Sets a state for screen readers.
    public func setAccessibleState(_ state: AccessibleState) {
        switch state {
        case .busy(let isOn): shim_accessible_state(pointer(), GTK_ACCESSIBLE_STATE_BUSY, isOn.c)
        case .disabled(let isOn): shim_accessible_state(pointer(), GTK_ACCESSIBLE_STATE_DISABLED, isOn.c)
        case .expanded(let isOn): shim_accessible_state(pointer(), GTK_ACCESSIBLE_STATE_EXPANDED, isOn.c)
        case .hidden(let isOn): shim_accessible_state(pointer(), GTK_ACCESSIBLE_STATE_HIDDEN, isOn.c)
        case .invalid(let isOn): shim_accessible_state(pointer(), GTK_ACCESSIBLE_STATE_INVALID, isOn.c)
        case .selected(let isOn): shim_accessible_state(pointer(), GTK_ACCESSIBLE_STATE_SELECTED, isOn.c)
        }
    }

    /// Lets another widget's text be its name.
    public func setLabelled(by label: Widget) {
        shim_accessible_relation(pointer(), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label.pointer())
    }

    /// Lets another widget's text describe it.
    public func setDescribed(by label: Widget) {
        shim_accessible_relation(pointer(), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, label.pointer())
    }

    /// A new widget with a role of its own, and with a name of its own in style sheets if it needs one.
    convenience init(_ type: GType, role: AccessibleRole, styleName: String? = nil) {
        self.init(sinking: shim_new_widget(type, role.c, styleName))
    }
}

private let descriptionKey = "accessible-description"
