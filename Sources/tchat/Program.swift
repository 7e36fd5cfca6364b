import ArgumentParser
import Localization
import TchatCommands

@main
enum Program {
    static func main() async {
        // The help is in the user's language too, so before anything else.
        Localization.begin()
        await TchatCommand.main()
    }
}
