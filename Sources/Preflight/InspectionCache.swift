import Foundation
import Logging
import Programme
import SystemPackage

/// Inspections that are still true, on disk: one JSON file for each recording, replaced whole or not at all.
///
/// A file that cannot be read or understood is as good as none: the recording is inspected again. So is one that
/// cannot be written: the inspection is made again after the next start.
struct InspectionCache {
    /// To be raised whenever the same recording would be judged differently than before.
    static let rules = 2

    private struct Entry: Codable {
        let rules: Int
        let path: String
        let fingerprint: Fingerprint
        let inspection: Inspection
    }

    private let folder: FilePath
    private let logger: Logger
    private var known: [FilePath: Entry] = [:]

    init(folder: FilePath, logger: Logger) {
        (self.folder, self.logger) = (folder, logger)
    }

    /// - Returns: what is known of the file if it is as it was.
    mutating func inspection(of path: FilePath, _ fingerprint: Fingerprint) -> Inspection? {
        if known[path] == nil { known[path] = read(path) }
        guard let entry = known[path], entry.fingerprint == fingerprint else { return nil }
        return entry.inspection
    }

    mutating func keep(_ inspection: Inspection, of path: FilePath, _ fingerprint: Fingerprint) {
        let entry = Entry(rules: Self.rules, path: path.string, fingerprint: fingerprint, inspection: inspection)
        known[path] = entry
        do {
            try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
            let data = try FactsJSON.encode(entry)
            try data.write(to: URL(filePath: file(of: path).string), options: .atomic)
        } catch {
            logger.warning(
                "An inspection could not be kept; it will be made again after a restart",
                metadata: ["file": "\(path)", "cache": "\(folder)", "error": "\(error)"])
        }
    }

    private func read(_ path: FilePath) -> Entry? {
        guard let data = FileManager.default.contents(atPath: file(of: path).string),
            let entry = try? FactsJSON.decode(Entry.self, from: data),
            entry.rules == Self.rules, entry.path.utf8.elementsEqual(path.string.utf8)
        else { return nil }
        return entry
    }

    /// Named by a hash (FNV-1a), because a path may be longer than a file's name; the path inside tells two
    /// recordings with the same hash apart, which then only displace one another.
    private func file(of path: FilePath) -> FilePath {
        let hash = path.string.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return folder.appending("\(String(hash, radix: 16)).json")
    }
}
