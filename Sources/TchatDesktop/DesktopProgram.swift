import FoundationEssentials
package import GLibSupport
import Glibc
import Localization
import TchatModel
package import TchatPresentation

/// The program `tchat-desktop`: one window, however often it is started.
public final class DesktopProgram {
    /// Its name on the desktop.
    static let id = "org.tchat.Tchat"
    /// How long the hosts may take to be left, once the window is closed.
    private static let patience = Duration.seconds(2)

    /// Tells of each window that opens, with its model; set by measurements.
    package var onWindow: ((Window, DesktopModel) -> Void)?

    private let surroundings: Surroundings
    private let application = Application(id: DesktopProgram.id)
    private lazy var notifications = Notifications(application)
    private var window: MainWindow?
    private var signals: [Source] = []
    /// What follows the hosts; the one task of the program that stands for itself.
    private var work: Task<Void, Never>?
    /// Ends the wait for it.
    private var deadline: Source?
    /// Whether somebody started the program again while it was ending.
    private var opensAgain = false

    /// Makes a program that has not begun yet.
    package init(_ surroundings: Surroundings = .live) {
        self.surroundings = surroundings
    }

    /// Runs the program until its window is closed, and returns its exit status.
    ///
    /// - Parameter arguments: Those of the command line, without the program's name.
    public static func main(_ arguments: [String]) -> Int32 {
        Heap.keepSmall()
        Localization.begin()
        switch arguments {
        case []:
            let program = DesktopProgram()
            return withExtendedLifetime(program) { program.run() }
        case ["--version"]:
            print(tchatVersion)
            return 0
        case ["--help"], ["-h"]:
            print(help)
            return 0
        default:
            StandardError.print(tr("tchat-desktop takes no such arguments: see tchat-desktop --help."))
            return EX_USAGE
        }
    }

    private static var help: String {
        tr("Opens the window of Tchat: talk to a machine, and to whoever sits at it.") + "\n\n"
            + tr("Use: tchat-desktop [--version] [--help]") + "\n\n"
            + tr("In the window, F1 opens the help. In a terminal, see tchat --help.")
    }

    /// Runs it until its window is closed, and returns its exit status.
    package func run() -> Int32 {
        MainLoop.bridge()
        GlobalTasks.run(by: surroundings.execute)
        Toolkit.setProgramName(id: Self.id, title: tr("Tchat"))
        guard Toolkit.start() else {
            StandardError.print(tr("There is no display: start tchat-desktop in a graphical session."))
            return EX_UNAVAILABLE
        }
        application.onStartup { [weak self] in self?.start() }
        application.onActivate { [weak self] in self?.activate() }
        return application.run()
    }

    private func start() {
        Appearance.load()
        application.addAction("quit") { [weak self] in self?.window?.window.close() }
        application.addAction(Notifications.action) { [weak self] (text: String) in self?.open(text) }
        for (action, keys) in Shortcuts.accelerators { application.setAccelerators(keys, for: action) }
        signals = MainLoop.Signal.allCases.map { signal in
            MainLoop.signal(signal) { [weak self] in self?.window?.window.close() }
        }
    }

    private func activate() {
        if let window {
            window.window.present()
        } else if work != nil {
            opensAgain = true
        } else {
            openWindow()
        }
    }

    private func open(_ text: String) {
        activate()
        guard let target = DesktopNotification.Target(text: text) else { return }
        window?.open(target)
    }

    private func openWindow() {
        let model = DesktopModel(surroundings)
        model.onNotification = { [weak self] in self?.notifications.take($0) }
        let window = MainWindow(application, model)
        window.onClosed = { [weak self] in self?.leave() }
        self.window = window
        work = Task { [weak self] in
            await model.run()
            self?.end()
        }
        if FirstFrame.isMeasured { FirstFrame.report(window.window) }
        onWindow?(window.window, model)
        window.window.present()
    }

    /// The window closes: the hosts are left in order, but nobody waits long for one that hangs.
    private func leave() {
        guard window != nil else { return }
        // GTK would end with its last window.
        application.hold()
        window = nil
        work?.cancel()
        deadline = MainLoop.timeout(after: Self.patience) { [weak self] in self?.end() }
    }

    private func end() {
        guard deadline != nil else { return }
        deadline = nil
        work = nil
        if opensAgain {
            opensAgain = false
            openWindow()
        }
        application.release()
    }
}
