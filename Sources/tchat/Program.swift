import ArgumentParser
import TchatCommands

@main
enum Program {
    static func main() async {
        await TchatCommand.main()
    }
}
