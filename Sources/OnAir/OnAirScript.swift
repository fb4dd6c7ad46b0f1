import Foundation
import SystemPackage

/// The on-air script: the one that is in the binary, or the station's own.
package struct OnAirScript: Sendable {
    /// The text of the one in the binary.
    package static var text: String { String(decoding: PackageResources.onair_liq, as: UTF8.self) }

    /// Where that is laid out for engines to read.
    private let place: FilePath
    /// Where it is if it cannot be there.
    private let folders: AiringFolders
    private let own: FilePath?

    /// - Parameters:
    ///   - place: for the one in the binary. Where that cannot be written to, the refuge serves.
    ///   - own: the station's.
    package init(at place: FilePath, folders: AiringFolders, own: FilePath? = nil) {
        (self.place, self.folders, self.own) = (place, folders, own)
    }

    /// Where an engine that is started now finds its script. Looked at each time: somebody may have removed it.
    /// - Parameter isOwnFailing: engines die of the station's own, as after an upgrade of Liquidsoap.
    /// - Throws: `CocoaError` or `Errno` if it is nowhere and cannot be written anywhere.
    package func path(isOwnFailing: Bool = false) throws -> FilePath {
        if let own, !isOwnFailing, FileManager.default.isReadableFile(atPath: own.string) { return own }
        if Self.isThere(place) { return place }
        do {
            try Self.write(to: place)
            return place
        } catch {
            let refuge = try AiringFolders.open(refuge: folders.refuge).appending("onair.liq")
            if !Self.isThere(refuge) { try Self.write(to: refuge) }
            return refuge
        }
    }

    private static func isThere(_ file: FilePath) -> Bool {
        FileManager.default.contents(atPath: file.string) == Data(PackageResources.onair_liq)
    }

    /// Writes the one in the binary where engines can read it.
    /// - Throws: `CocoaError`.
    package static func write(to file: FilePath) throws {
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
        try Data(PackageResources.onair_liq).write(to: URL(filePath: file.string), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.string)
    }
}
