import Glibc
import TchatDesktop

// Synchronous: GLib's loop owns the main thread.
exit(DesktopProgram.main(Array(CommandLine.arguments.dropFirst())))
