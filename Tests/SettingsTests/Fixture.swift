import Foundation
import SystemPackage

@testable import playout

/// A folder that is gone when the test is.
final class TemporaryFolder {
    let path: FilePath

    init() throws {
        path = FilePath(NSTemporaryDirectory()).appending("settings-\(UUID().uuidString)").lexicallyNormalized()
        try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path.string) }

    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o640) throws -> FilePath {
        try write(Data(text.utf8), to: name, mode: mode)
    }

    @discardableResult
    func write(_ data: Data, to name: String, mode: Int = 0o640) throws -> FilePath {
        let file = path.appending(name)
        try data.write(to: URL(filePath: file.string))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.string)
        return file
    }
}

/// A configuration in which nothing is wrong, each section of which a test can replace.
struct Sample {
    var station = "{ name: Cambridge 105, timezone: Europe/London }"
    var library = "{ folder: programmes }"
    var studio = "{ host: localhost, password: hackme }"
    var rest = ""

    var text: String {
        """
        station: \(station)
        library: \(library)
        studio: \(studio)
        \(rest)

        """
    }

    /// Read as `/station/playout.yaml`, with the secrets of `environment`.
    func settings(environment: [String: String] = [:]) throws(ConfigurationError) -> Settings {
        try read(text, environment: environment)
    }
}

func read(
    _ text: String, environment: [String: String] = [:], isReadableByOthers: Bool = false
) throws(ConfigurationError) -> Settings {
    let file = ConfigurationFile(
        name: "playout.yaml", path: "/station/playout.yaml", text: text, isReadableByOthers: isReadableByOthers)
    return try Settings(file, secrets: SecretSource.standard(environment: environment))
}

/// What is said about a configuration, a line for each problem; empty if it is fine.
func problems(_ text: String, environment: [String: String] = [:]) -> [String] {
    do throws(ConfigurationError) {
        _ = try read(text, environment: environment)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

/// Running as root, to whom no file is closed.
let isRoot = getuid() == 0
