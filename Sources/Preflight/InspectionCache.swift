import Foundation
import Logging
import Programme
import SystemPackage

/// Inspections that are still true, on disk: one JSON file for each recording, replaced whole or not at all, and one
/// for each content that has been decoded to its end, for recordings that are moved, renamed or copied.
///
/// A file that cannot be read or understood is as good as none: the recording is inspected again. So is one that
/// cannot be written: the inspection is made again after the next start.
struct InspectionCache {
    /// To be raised whenever the same recording would be judged differently than before.
    static let rules = 4

    private struct Entry: Codable {
        let rules: Int
        let path: String
        let fingerprint: Fingerprint
        let inspection: Inspection
    }

    private struct ContentEntry: Codable {
        let rules: Int
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

    /// - Returns: what is known of a file with this content, under whatever name of the same kind, decoded to its end.
    func inspection(ofContent content: String, named path: FilePath) -> Inspection? {
        guard let data = FileManager.default.contents(atPath: file(ofContent: content, path).string),
            let entry = try? FactsJSON.decode(ContentEntry.self, from: data), entry.rules == Self.rules,
            entry.inspection.content == content
        else { return nil }
        return entry.inspection
    }

    mutating func keep(_ inspection: Inspection, of path: FilePath, _ fingerprint: Fingerprint) {
        let entry = Entry(rules: Self.rules, path: path.string, fingerprint: fingerprint, inspection: inspection)
        known[path] = entry
        do {
            try write(entry, to: file(of: path))
            guard let content = inspection.content, inspection.isComplete else { return }
            try write(
                ContentEntry(rules: Self.rules, inspection: inspection), to: file(ofContent: content, path))
        } catch {
            logger.warning(
                "An inspection could not be kept; it will be made again after a restart",
                metadata: ["file": "\(path)", "cache": "\(folder)", "error": "\(error)"])
        }
    }

    private func write(_ entry: some Encodable, to file: FilePath) throws {
        try FileManager.default.createDirectory(
            atPath: file.removingLastComponent().string, withIntermediateDirectories: true)
        try FactsJSON.encode(entry).write(to: URL(filePath: file.string), options: .atomic)
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

    /// Beside its content a file's kind counts, by which the tools guess how to read it.
    private func file(ofContent content: String, _ path: FilePath) -> FilePath {
        let kind = (path.extension ?? "").lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(8)
        return folder.appending("content").appending("\(content)-\(kind).json")
    }
}

extension Inspection {
    /// There is no more to be found out about it.
    var isComplete: Bool { decodedDuration != nil || verdict == .unplayable }
}
