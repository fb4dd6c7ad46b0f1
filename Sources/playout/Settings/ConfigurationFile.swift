import Foundation
import SystemPackage

/// The file that the settings are read from.
struct ConfigurationFile: Sendable {
    /// As the person named it, for messages.
    let name: String
    /// Absolute.
    let path: FilePath
    let text: String
    let isReadableByOthers: Bool

    /// Relative paths in the file are relative to this.
    var folder: FilePath { path.removingLastComponent() }

    static let defaultName = "playout.yaml"
    static let systemPath: FilePath = "/etc/playout/playout.yaml"
    /// Bytes.
    static let largest = 1 << 20

    /// The file given, else `playout.yaml` in the working folder, else the system's.
    static func find(
        config: FilePath?, workingFolder: FilePath, systemPath: FilePath = systemPath
    ) throws(ConfigurationError) -> ConfigurationFile {
        if let config {
            guard let file = try open(config, in: workingFolder) else {
                throw ConfigurationError(file: config.string, "there is no such file; `playout init` writes one")
            }
            return file
        }
        for candidate in [FilePath(defaultName), systemPath] {
            if let file = try open(candidate, in: workingFolder) { return file }
        }
        throw ConfigurationError(
            "there is no configuration: neither \(workingFolder.appending(defaultName)) nor \(systemPath) exists; "
                + "run `playout init` to write one, or name one with --config")
    }

    /// Whether there is one where it is looked for when none is named.
    static var isAnywhere: Bool {
        [FilePath(defaultName), systemPath].contains { FileManager.default.fileExists(atPath: $0.string) }
    }

    /// - Returns: `nil` if there is no such file. One that is there and cannot be read is an error: another in its
    ///   place would be somebody else's station.
    private static func open(_ name: FilePath, in folder: FilePath) throws(ConfigurationError) -> ConfigurationFile? {
        let path = folder.pushing(name).lexicallyNormalized()
        let bytes: [UInt8]
        do {
            bytes = try BoundedFile.bytes(of: path, atMost: largest)
        } catch .cannotRead(.noSuchFileOrDirectory), .cannotRead(.notDirectory) {
            return nil
        } catch {
            throw ConfigurationError(file: name.string, "the configuration cannot be read: \(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError([notUTF8(bytes, file: name.string)])
        }
        return ConfigurationFile(
            name: name.string, path: path, text: text, isReadableByOthers: BoundedFile.isReadableByOthers(path))
    }

    private static func notUTF8(_ bytes: [UInt8], file: String) -> ConfigurationError.Problem {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        return .init(
            file: file, line: line.map { $0 + 1 },
            message: "this is not text in UTF-8; save the file as UTF-8 in the editor")
    }
}
