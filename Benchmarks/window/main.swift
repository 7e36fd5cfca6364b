import GLibSupport
import Glibc
import Localization

// Synchronous: GLib's loop owns the main thread.
Heap.keepSmall()
Localization.begin()
switch Array(CommandLine.arguments.dropFirst()) {
case let arguments where arguments.count == 2 && arguments[0] == "open":
    exit(Opening(of: arguments[1], scrollSeconds: 0).run())
case let arguments where arguments.count == 3 && arguments[0] == "scroll":
    exit(Opening(of: arguments[1], scrollSeconds: Int(arguments[2]) ?? 0).run())
case ["feed"]:
    exit(Feeding().run())
case ["switch"]:
    exit(Switching().run())
default:
    print("Use: window-benchmark open CONVERSATION | scroll CONVERSATION SECONDS | feed | switch")
    exit(EX_USAGE)
}
