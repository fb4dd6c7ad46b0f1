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
    static let rules = 5

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
    private var known: [FilePath: (entry: Entry, asked: ContinuousClock.Instant)] = [:]

    init(folder: FilePath, logger: Logger) {
        (self.folder, self.logger) = (folder, logger)
    }

    /// - Returns: what is known of the file if it is as it was.
    mutating func inspection(of path: FilePath, _ fingerprint: Fingerprint) -> Inspection? {
        guard let entry = entry(of: path), entry.fingerprint == fingerprint else { return nil }
        return entry.inspection
    }

    /// - Returns: what was last known of the file, which may have changed since.
    mutating func last(of path: FilePath) -> Inspection? {
        entry(of: path)?.inspection
    }

    private mutating func entry(of path: FilePath) -> Entry? {
        guard let entry = known[path]?.entry ?? read(path) else { return nil }
        known[path] = (entry, .now)
        return entry
    }

    /// - Returns: what is known of a file with this content, under whatever name of the same kind, decoded to its end.
    func inspection(ofContent content: String, named path: FilePath) -> Inspection? {
        let file = file(ofContent: content, path)
        guard let entry = Self.decoded(ContentEntry.self, file), entry.rules == Self.rules,
            entry.inspection.content == content
        else { return nil }
        return entry.inspection
    }

    mutating func keep(_ inspection: Inspection, of path: FilePath, _ fingerprint: Fingerprint) {
        let entry = Entry(rules: Self.rules, path: path.string, fingerprint: fingerprint, inspection: inspection)
        known[path] = (entry, .now)
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

    /// Forgets what nobody has asked for in the last hour.
    /// - Returns: the files of all else, which are not to be removed whatever their age.
    mutating func forget() -> Set<FilePath> {
        known = known.filter { $0.value.asked.duration(to: .now) < .seconds(3600) }
        return Set(
            known.flatMap { path, value in
                [file(of: path)] + (value.entry.inspection.content.map { [file(ofContent: $0, path)] } ?? [])
            })
    }

    /// Removes what was neither written nor asked for after a start since an instant. May block.
    func remove(unusedSince instant: Date, keeping kept: Set<FilePath>) {
        for folder in [folder, folder.appending("content")] {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? [] {
                let file = folder.appending(name)
                guard file.extension == "json", !kept.contains(file), let used = Self.used(file), used < instant
                else { continue }
                try? FileManager.default.removeItem(atPath: file.string)
            }
        }
    }

    private static func used(_ file: FilePath) -> Date? {
        try? FileManager.default.attributesOfItem(atPath: file.string)[.modificationDate] as? Date
    }

    private func read(_ path: FilePath) -> Entry? {
        guard let entry = Self.decoded(Entry.self, file(of: path)), entry.rules == Self.rules,
            entry.path.utf8.elementsEqual(path.string.utf8)
        else { return nil }
        return entry
    }

    /// A file's modification time is when it was last of use.
    private static func decoded<Kept: Decodable>(_ type: Kept.Type, _ file: FilePath) -> Kept? {
        guard let data = FileManager.default.contents(atPath: file.string) else { return nil }
        try? FileManager.default.setAttributes(
            [.modificationDate: SystemWallClock().now()], ofItemAtPath: file.string)
        return try? FactsJSON.decode(type, from: data)
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
