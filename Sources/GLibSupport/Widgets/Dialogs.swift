import CAdwaita

/// Asks something before the user goes on.
public final class MessageDialog: Window {
    /// A question over a window; it closes when it is answered.
    ///
    /// Texts are never read as markup.
    public convenience init(over parent: Window?, heading: String, body: String = "") {
        self.init(sinking: adw_message_dialog_new(parent?.pointer(), heading, body))
    }

    /// The question in a few words.
    public var heading: String {
        get { String(c: adw_message_dialog_get_heading(pointer())) }
        set { adw_message_dialog_set_heading(pointer(), newValue) }
    }

    /// What there is to know before one answers.
    public var body: String {
        get { String(c: adw_message_dialog_get_body(pointer())) }
        set { adw_message_dialog_set_body(pointer(), newValue) }
    }

    /// Adds an answer, as a button.
    ///
    /// - Parameter id: What `onResponse` is given.
    public func addResponse(_ id: String, _ label: String, appearance: Appearance = .normal) {
        shim_add_response(pointer(), id, label)
        adw_message_dialog_set_response_appearance(pointer(), id, AdwResponseAppearance(appearance.rawValue))
    }

    /// The answer that Enter gives.
    public func setDefaultResponse(_ id: String?) {
        adw_message_dialog_set_default_response(pointer(), id)
    }

    /// The answer that is given when it is closed.
    public func setCloseResponse(_ id: String) {
        adw_message_dialog_set_close_response(pointer(), id)
    }

    /// Calls the handler with the answer.
    @discardableResult public func onResponse(_ handler: @escaping @MainActor (String) -> Void) -> SignalHandler {
        connect("response", handler)
    }

    /// Gives an answer, as its button would.
    public func respond(_ id: String) {
        adw_message_dialog_response(pointer(), id)
    }

    /// What an answer does.
    public nonisolated enum Appearance: UInt32, Sendable {
        /// Nothing in particular.
        case normal
        /// What one most likely wants.
        case suggested
        /// What can't be taken back.
        case destructive
    }
}

/// Says what the program is and whose work it is.
public final class AboutWindow: Window {
    /// What it says.
    public nonisolated struct Details: Sendable {
        /// The program's name.
        public var name = ""
        /// Its icon's name.
        public var icon = ""
        /// Its version.
        public var version = ""
        /// Whose it is.
        public var developer = ""
        /// What it is.
        public var comments = ""
        /// Where more is to be read.
        public var website = ""
        /// Where faults are told.
        public var issues = ""
        /// Who wrote it.
        public var developers: [String] = []
        /// Who owns it.
        public var copyright = ""
        /// Who translated it, each on a line.
        public var translators = ""
        /// Under what it may be used, in full; nothing if it isn't said.
        public var license: String?
        /// What helps to find a fault, for the user to copy.
        public var debugInformation = ""

        /// Nothing said yet.
        public init() {}
    }

    /// A window over another, not shown yet.
    public convenience init(over parent: Window?, _ details: Details) {
        self.init(sinking: adw_about_window_new())
        adw_about_window_set_application_name(pointer(), details.name)
        adw_about_window_set_application_icon(pointer(), details.icon)
        adw_about_window_set_version(pointer(), details.version)
        adw_about_window_set_developer_name(pointer(), details.developer)
        adw_about_window_set_comments(pointer(), Markup.escape(details.comments))
        adw_about_window_set_website(pointer(), details.website)
        adw_about_window_set_issue_url(pointer(), details.issues)
        adw_about_window_set_copyright(pointer(), Markup.escape(details.copyright))
        adw_about_window_set_translator_credits(pointer(), details.translators)
        adw_about_window_set_debug_info(pointer(), details.debugInformation)
        if let license = details.license {
            adw_about_window_set_license_type(pointer(), GTK_LICENSE_CUSTOM)
            adw_about_window_set_license(pointer(), Markup.escape(license))
        }
        withStrings(details.developers) { adw_about_window_set_developers(pointer(), $0) }
        nameControls(details)
        transientFor = parent
        isModal = parent != nil
    }

    /// Tells a screen reader what libadwaita 1.2 has no names for.
    private func nameControls(_ details: Details) {
        for button in descendants(ofType: gtk_button_get_type()) {
            let label = button.descendants(ofType: gtk_label_get_type()).first
            if let label, gtk_button_get_label(button.pointer()) == nil { button.setLabelled(by: label) }
        }
        for list in descendants(ofType: gtk_list_box_get_type()) { list.setAccessibleLabel(details.name) }
    }
}
