/// What a process has as its standard input, output and error.
enum ProcessInput {
    /// Pipes, of which the one it reads holds this text and then ends.
    case text(String)
    /// A terminal for all three.
    case terminal(Pty)
}
