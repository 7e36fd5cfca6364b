/// The version of Tchat.
public let tchatVersion = "0.3.0"
