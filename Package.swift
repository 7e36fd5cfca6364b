// swift-tools-version: 6.2

import PackageDescription

/// What every target of this package is compiled with.
///
/// Warnings are errors where `CI` is set (`./test` sets it), not for a packager with a newer compiler.
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

let package = Package(
    name: "tchat",
    products: [
        .executable(name: "tchat", targets: ["tchat"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "TchatModel", swiftSettings: settings),
        .target(name: "HostMetrics", dependencies: ["TchatModel"], swiftSettings: settings),
        .target(
            name: "TchatServer",
            dependencies: [
                "TchatModel",
                "HostMetrics",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "TchatClient",
            dependencies: [
                "TchatModel",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .systemLibrary(name: "CEdit", providers: [.apt(["libedit-dev"])]),
        .target(
            name: "TchatCommands",
            dependencies: [
                "TchatModel",
                "TchatServer",
                "TchatClient",
                "CEdit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "tchat",
            dependencies: ["TchatCommands", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: settings
        ),

        .testTarget(name: "TchatModelTests", dependencies: ["TchatModel"], swiftSettings: settings),
        .testTarget(
            name: "HostMetricsTests",
            dependencies: ["HostMetrics", "TchatModel"],
            resources: [.copy("Fixtures")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TchatServerTests",
            dependencies: [
                "TchatServer",
                "TchatModel",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TchatClientTests",
            dependencies: [
                "TchatClient",
                "TchatModel",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TchatCommandsTests",
            dependencies: ["TchatCommands", "TchatModel", "TchatServer"],
            swiftSettings: settings
        ),
        .testTarget(name: "EndToEndTests", dependencies: ["tchat"], swiftSettings: settings),
    ]
)
