import TchatModel
import TchatPresentation

extension Item {
    /// The icon of adwaita-icon-theme that stands for what is asked.
    var iconName: String {
        switch self {
        case .name: "computer-symbolic"
        case .os: "applications-system-symbolic"
        case .cpu: "power-profile-performance-symbolic"
        case .ram: "media-flash-symbolic"
        case .disk: "drive-harddisk-symbolic"
        case .network: "network-transmit-receive-symbolic"
        case .load: "power-profile-balanced-symbolic"
        case .uptime: "document-open-recent-symbolic"
        case .temperature: "weather-clear-symbolic"
        case .users: "system-users-symbolic"
        case .battery: "battery-symbolic"
        }
    }
}

extension Notice.Kind {
    /// The icon of adwaita-icon-theme that stands for what happened.
    var iconName: String {
        switch self {
        case .host: "computer-symbolic"
        case .person: "avatar-default-symbolic"
        case .control: "system-run-symbolic"
        case .refusal: "action-unavailable-symbolic"
        case .alert: "dialog-warning-symbolic"
        }
    }
}
