import Glibc
import NIOCore

/// Lets the kernel find out that the peer of a TCP connection is gone; the process need not wake up for that (tcp(7)).
enum KeepAlive {
    /// Well below the minutes after which routers forget a connection.
    private static let idleSeconds: SocketOptionValue = 30
    private static let intervalSeconds: SocketOptionValue = 10
    private static let probes: SocketOptionValue = 3

    /// Has the kernel ask the peer after 30 silent seconds, and give the connection up 30 seconds later.
    static func begin(on channel: any Channel) -> EventLoopFuture<Void> {
        let options: [(ChannelOptions.Types.SocketOption, SocketOptionValue)] = [
            (.init(level: .socket, name: .so_keepalive), 1),
            (.init(level: .tcp, name: .init(rawValue: TCP_KEEPIDLE)), idleSeconds),
            (.init(level: .tcp, name: .init(rawValue: TCP_KEEPINTVL)), intervalSeconds),
            (.init(level: .tcp, name: .init(rawValue: TCP_KEEPCNT)), probes),
        ]
        return .andAllSucceed(options.map { channel.setOption($0, value: $1) }, on: channel.eventLoop)
    }
}
