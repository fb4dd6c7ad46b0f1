// swift-tools-version: 6.2
import PackageDescription

/// In CI a warning is an error; elsewhere a new compiler's new warnings stop nobody.
let warnings: [SwiftSetting] = Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

let strict: [SwiftSetting] =
    warnings + [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ]

/// A room: one target of the data's way, and the few rooms and packages it may import.
func room(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let filePath = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let algorithms = Target.Dependency.product(name: "Algorithms", package: "swift-algorithms")
let csv = Target.Dependency.product(name: "SwiftCSV", package: "SwiftCSV")
let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let http = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let tokens = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let rsa = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let tls = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let sockets = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

let package = Package(
    name: "playout-machine",
    products: [
        .executable(name: "playout", targets: ["playout"]),
        // For tests: loaded into programs whose clock is set.
        .library(name: "StationClock", type: .dynamic, targets: ["StationClock"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-algorithms", from: "1.2.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    ],
    targets: [
        room("Programme", []),
        room("Web", [filePath, http, nio, nioHTTP, sockets, tls]),
        room("Tools", ["Programme", filePath, subprocess]),
        .target(name: "CLinux"),
        .systemLibrary(name: "CLibical", pkgConfig: "libical", providers: [.apt(["libical-dev"])]),
        room(
            "Schedule",
            ["Programme", "Web", "CLibical", filePath, csv, http, nio, nioHTTP, sockets, tokens, crypto]),
        room("Library", ["Programme", "Tools", filePath, subprocess, logging, crypto]),
        room("Plan", ["Programme", algorithms]),
        room("Preflight", ["Programme", filePath, subprocess, logging, crypto]),
        room(
            "OnAir", ["Programme", "Web", "CLinux", filePath, subprocess, logging, http, nio, nioHTTP],
            resources: [.embedInCode("Resources/onair.liq")]),
        room("Monitor", ["Programme", "Web", filePath, subprocess, logging, http, nio, nioHTTP, tls]),
        room("AsRun", ["Programme", filePath, database, sqlite]),
        room("Alerts", ["Programme", "Web", "CLinux", filePath, subprocess, logging, http, nio, nioHTTP]),
        room("Conditions", ["Programme", "OnAir", "Alerts"]),
        room("Cloud", ["Programme", "Tools", filePath]),
        room("Measure", ["Programme", "CLinux", filePath, subprocess]),
        .executableTarget(
            name: "playout",
            dependencies: [
                "Programme", "CLinux", "Schedule", "Library", "Plan", "Preflight", "OnAir", "Monitor", "AsRun",
                "Alerts", "Conditions", "Cloud", "Measure", "Tools", "Web",
                algorithms, filePath, subprocess, logging, yaml, arguments, lifecycle,
                signals,
            ],
            swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: [filePath, subprocess, http, nio, nioHTTP, sockets],
            path: "Tests/TestSupport",
            swiftSettings: strict),
        .executableTarget(
            name: "bench",
            dependencies: [
                "Programme", "Plan", "Schedule", "Library", "Tools", "OnAir", "Measure", "Preflight", "TestSupport",
                filePath, subprocess,
                arguments, signals,
            ],
            path: "Benchmarks", exclude: ["Calendar/read.py", "Calendar/requirements.txt"], swiftSettings: strict),
        .target(
            name: "Simulation",
            dependencies: ["Programme", "Plan", "OnAir", "AsRun", "Alerts", "Conditions", "TestSupport"],
            path: "Tests/Simulation",
            swiftSettings: strict),
        .executableTarget(
            name: "simulate", dependencies: ["Simulation"], path: "Tests/Simulate", swiftSettings: strict),
        tests("SimulationTests", ["Simulation"]),
        tests("ProgrammeTests", ["Programme"]),
        tests("PlanTests", ["Plan", "Programme", "TestSupport"]),
        .executableTarget(
            name: "spooler", dependencies: ["Library", "Programme", "Tools", filePath, logging], path: "Tests/Spooler",
            swiftSettings: strict),
        tests(
            "LibraryTests",
            [
                "spooler", "Library", "Programme", "TestSupport", "Tools", filePath, subprocess, logging, http, nio,
                nioHTTP,
            ]),
        tests(
            "ScheduleTests",
            [
                "Schedule", "Cloud", "Plan", "Programme", "TestSupport", "Tools", filePath, subprocess, http, nio,
                nioHTTP, crypto, rsa,
            ]),
        tests("CloudTests", ["Cloud", "Programme", "TestSupport", "Tools", filePath]),
        tests("PreflightTests", ["Preflight", "Programme", "TestSupport", filePath, subprocess]),
        tests(
            "MonitorTests",
            ["Monitor", "Preflight", "Programme", "Measure", "TestSupport", filePath, subprocess, logging]),
        tests("AsRunTests", ["AsRun", "Programme", filePath, database]),
        tests("AlertsTests", ["Alerts", "Programme", "TestSupport", filePath, subprocess, logging]),
        tests(
            "PlayoutTests",
            [
                "playout", "Alerts", "Conditions", "Programme", "AsRun", "Library", "Monitor", "OnAir", "Schedule",
                "TestSupport",
                arguments,
                filePath,
                logging,
            ]),
        tests(
            "RunTests",
            ["playout", "Alerts", "Programme", "AsRun", "Measure", "OnAir", "TestSupport", filePath, subprocess]),
        .target(name: "StationClock", path: "Tests/StationClock"),
        tests("FaultTests", ["Programme", "AsRun", "Measure", "OnAir", "TestSupport", filePath, subprocess]),
        tests(
            "BroadcastTests",
            ["Programme", "Plan", "OnAir", "AsRun", "Measure", "Preflight", filePath, subprocess, logging]),
        tests(
            "StandbyTests",
            ["playout", "Programme", "AsRun", "Measure", "OnAir", "TestSupport", filePath, subprocess]),
        tests(
            "SettingsTests",
            ["playout", "Alerts", "Cloud", "Library", "Programme", "OnAir", "Monitor", "Tools", filePath]),
    ]
)
