public import TchatModel

extension UserSession {
    /// Where and since when: `pts/0, from 192.0.2.7, since 14:05`; safe to show.
    ///
    /// - Parameter since: When it began, in words.
    public func words(since: String?) -> String {
        [
            terminal?.visible(), from.map { tr("from {place}", ["place": $0.visible()]) },
            since.map { tr("since {time}", ["time": $0]) },
        ]
        .compactMap(\.self).joined(separator: ", ")
    }
}

extension Battery {
    /// What it does; absent where that isn't known.
    public var stateWords: String? {
        switch state {
        case .charging: tr("charging")
        case .discharging: tr("discharging")
        case .full: trc("battery", "full")
        case .notCharging: tr("plugged in, not charging")
        case .unknown, nil: nil
        }
    }

    /// Its charge, what it does and for how long: `83 %, discharging, 2 h 10 min left`.
    ///
    /// - Parameter digits: How many digits of the charge stand behind the point.
    public func words(digits: Int) -> String {
        let parts = [
            chargePercent.map { Quantity.percent($0, digits: digits) }, stateWords,
            secondsRemaining.map { tr("{span} left", ["span": Quantity.duration(seconds: $0)]) },
        ]
        .compactMap(\.self)
        return parts.isEmpty ? tr("unknown") : parts.joined(separator: ", ")
    }
}
