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

/// What the targets of the window are compiled with: everything in them belongs to GLib's thread unless it says otherwise.
let windowSettings: [SwiftSetting] = settings + [.defaultIsolation(MainActor.self)]

let package = Package(
    name: "tchat",
    products: [
        .executable(name: "tchat", targets: ["tchat"]),
        .executable(name: "tchat-desktop", targets: ["tchat-desktop"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(name: "TchatModel", swiftSettings: settings),
        .target(name: "LocalFiles", swiftSettings: settings),
        .target(name: "HostMetrics", dependencies: ["TchatModel"], swiftSettings: settings),
        .target(
            name: "TchatPairing",
            dependencies: [
                "TchatModel",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "TchatStore",
            dependencies: [
                "LocalFiles",
                "TchatModel",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "TchatServer",
            dependencies: [
                "LocalFiles",
                "TchatModel",
                "HostMetrics",
                "TchatPairing",
                "TchatStore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ],
            resources: [.embedInCode("API/openapi.yaml")],
            swiftSettings: settings
        ),
        .target(
            name: "TchatClient",
            dependencies: [
                "LocalFiles",
                "Localization",
                "TchatModel",
                "TchatPairing",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .systemLibrary(name: "CEdit", providers: [.apt(["libedit-dev"])]),
        .systemLibrary(name: "CIntl"),
        .systemLibrary(name: "CAdwaita", pkgConfig: "libadwaita-1", providers: [.apt(["libadwaita-1-dev"])]),
        .target(name: "Localization", dependencies: ["CIntl", "TchatModel"], swiftSettings: settings),
        .target(name: "GLibSupport", dependencies: ["CAdwaita"], swiftSettings: windowSettings),
        .target(
            name: "TchatPresentation",
            dependencies: ["LocalFiles", "Localization", "TchatClient", "TchatModel", "TchatPairing"],
            swiftSettings: windowSettings
        ),
        .target(
            name: "TchatDesktop",
            dependencies: ["GLibSupport", "Localization", "TchatModel", "TchatPresentation"],
            resources: [.embedInCode("style.css")],
            swiftSettings: windowSettings
        ),
        .executableTarget(name: "tchat-desktop", dependencies: ["TchatDesktop"], swiftSettings: windowSettings),
        .target(
            name: "TchatCommands",
            dependencies: [
                "LocalFiles",
                "TchatModel",
                "TchatPairing",
                "TchatStore",
                "TchatServer",
                "TchatClient",
                "Localization",
                "CEdit",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "tchat",
            dependencies: [
                "Localization",
                "TchatCommands",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "append-benchmark",
            dependencies: [
                "TchatModel",
                "TchatStore",
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Benchmarks/append",
            exclude: ["README.md", "run"],
            sources: ["main.swift"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "window-benchmark",
            dependencies: [
                "GLibSupport",
                "TchatClient",
                "TchatDesktop",
                "TchatModel",
                "TchatPairing",
                "TchatPresentation",
            ],
            path: "Benchmarks/window",
            exclude: ["README.md", "run"],
            swiftSettings: windowSettings
        ),

        .testTarget(name: "LocalFilesTests", dependencies: ["LocalFiles"], swiftSettings: settings),
        // A clock that tests move by hand, for whatever waits.
        .target(name: "TestClock", path: "Tests/TestClock", swiftSettings: settings),
        // A host and a user's files in memory, for the tests of whatever talks to a host.
        .target(
            name: "TchatClientFakes",
            dependencies: ["TchatClient", "TchatModel"],
            path: "Tests/TchatClientFakes",
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
            name: "TchatPairingTests",
            dependencies: ["TchatPairing", "TchatModel", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TchatStoreTests",
            dependencies: [
                "TchatStore",
                "TchatModel",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TchatServerTests",
            dependencies: [
                "HostMetrics",
                "TchatServer",
                "TchatModel",
                "TchatPairing",
                "TchatStore",
                "TestClock",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Yams", package: "Yams"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TchatClientTests",
            dependencies: [
                "Localization",
                "TchatClient",
                "TchatClientFakes",
                "TestClock",
                "TchatModel",
                "TchatPairing",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "TchatCommandsTests",
            dependencies: [
                "Localization",
                "TchatCommands",
                "TchatClient",
                "TchatClientFakes",
                "TchatModel",
                "TchatServer",
                "TchatStore",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "LocalizationTests", dependencies: ["Localization", "TchatModel"], swiftSettings: settings),
        .executableTarget(
            name: "main-loop-program",
            dependencies: ["GLibSupport"],
            path: "Tests/GLibSupportTests/Program",
            swiftSettings: windowSettings
        ),
        .testTarget(
            name: "GLibSupportTests",
            dependencies: ["GLibSupport", "main-loop-program"],
            exclude: ["Program"],
            swiftSettings: windowSettings
        ),
        .testTarget(
            name: "TchatPresentationTests",
            dependencies: [
                "Localization", "TchatClient", "TchatClientFakes", "TchatModel", "TchatPairing", "TchatPresentation",
                "TestClock",
            ],
            resources: [.copy("Fixtures")],
            swiftSettings: windowSettings
        ),
        .testTarget(
            name: "TchatDesktopTests",
            dependencies: [
                "GLibSupport", "TchatClient", "TchatDesktop", "TchatModel", "TchatPairing", "TchatPresentation",
            ],
            swiftSettings: windowSettings
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["tchat", "tchat-desktop"],
            exclude: ["Window/Python"],
            swiftSettings: settings
        ),
    ]
)
