import Foundation
import Programme
import SystemPackage

/// What is known of a fetched recording; in `held.json` beside it.
struct Held: Codable, Sendable, Hashable {
    let object: StoreObject
    let sha256: String
    let fetchedAt: Date
}

/// A recording in the spool, whole.
struct Shelved: Sendable, Hashable {
    let held: Held
    let folder: FilePath

    var object: StoreObject { held.object }
    var path: FilePath { folder.appending(object.lastName) }

    /// Of the size that it had, or it cannot be told. A disk that is in trouble has not lost it.
    var isThere: Bool {
        do {
            let facts = try Stat(path, followTargetSymlink: false)
            return facts.type == .regular && facts.size == object.size
        } catch {
            return !Self.isLoss(error)
        }
    }

    /// It is gone, or something else is in its place. Any other error is the disk's.
    static func isLoss(_ error: Errno) -> Bool {
        [.noSuchFileOrDirectory, .notDirectory, .isDirectory, .tooManySymbolicLinkLevels].contains(error)
    }
}

extension StoreObject {
    /// Of a recording: its grammar has no `/`, and fits.
    var lastName: String { String(decoding: file.utf8.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self) }
}

/// The spool on disk. Each recording has a folder of its own, which is made whole under `incoming` and then renamed: it
/// is there with all that belongs to it, or not at all, whenever somebody is killed.
struct SpoolFolder: Sendable {
    let path: FilePath

    private var incoming: FilePath { path.appending("incoming") }
    private var recordings: FilePath { path.appending("recordings") }
    private var catalogue: FilePath { path.appending("listing.json") }

    /// Takes away what was left behind by whoever was killed at work. Only the conductor may.
    func makeReady() throws {
        for folder in [recordings, incoming] {
            try FileManager.default.createDirectory(
                atPath: folder.string, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        }
        for name in names(in: incoming) {
            do {
                try FileManager.default.removeItem(atPath: incoming.appending(name).string)
            } catch CocoaError.fileNoSuchFile {
                // Whoever put it aside has removed it meanwhile.
            }
        }
    }

    /// Makes room for one that is about to be fetched.
    func stage(_ object: StoreObject) throws -> FilePath {
        try makeReady()
        let folder = incoming.appending("\(object.id)-\(UInt16.random(in: 0...UInt16.max))")
        guard mkdir(folder.string, 0o755) == 0 else { throw Errno(rawValue: errno) }
        return folder
    }

    func discard(_ stage: FilePath) { try? FileManager.default.removeItem(atPath: stage.string) }

    /// From here on it is there, also after a power cut.
    func commit(_ stage: FilePath, _ held: Held) throws -> Shelved {
        guard let name = stage.lastComponent else { throw Errno.invalidArgument }
        try DurableFile.write(FactsJSON.encode(held), to: stage.appending("held.json"))
        let final = recordings.appending(name)
        guard rename(stage.string, final.string) == 0 else { throw Errno(rawValue: errno) }
        DurableFile.synchronise(recordings)
        return Shelved(held: held, folder: final)
    }

    func remove(_ shelved: Shelved) throws {
        // Somebody else may have been quicker.
        if access(shelved.folder.string, F_OK) != 0, errno == ENOENT { return }
        try FileManager.default.createDirectory(atPath: incoming.string, withIntermediateDirectories: true)
        // First out of the way as a whole, so that no half of it is ever taken for all.
        let aside = incoming.appending("gone-\(UUID().uuidString)")
        guard rename(shelved.folder.string, aside.string) == 0 else { throw Errno(rawValue: errno) }
        try FileManager.default.removeItem(atPath: aside.string)
    }

    /// What is there. A folder that is not as it was left is none of it, nor is one that cannot be read just now.
    /// - Parameter broken: is given each of the former.
    func scan(
        broken: (FilePath) -> Void = { _ in }, reading: (FilePath) throws -> Data = DurableFile.read
    ) -> [Shelved] {
        names(in: recordings).compactMap { name in
            let folder = recordings.appending(name)
            do {
                if let held = try held(in: folder, reading) { return Shelved(held: held, folder: folder) }
                broken(folder)
            } catch {
                // The disk's trouble: it may be as it was left.
            }
            return nil
        }
    }

    /// - Throws: `Errno` if it cannot be told.
    private func held(in folder: FilePath, _ reading: (FilePath) throws -> Data) throws -> Held? {
        do {
            let data = try reading(folder.appending("held.json"))
            guard let held: Held = try? FactsJSON.decode(from: data), case .recording = ObjectJudgement(held.object)
            else { return nil }
            let facts = try Stat(folder.appending(held.object.lastName), followTargetSymlink: false)
            return facts.type == .regular && facts.size == held.object.size ? held : nil
        } catch let error as Errno where Shelved.isLoss(error) {
            return nil
        }
    }

    func loadCatalogue(of store: String) -> Catalogue? {
        guard let data = FileManager.default.contents(atPath: catalogue.string),
            let known: Catalogue = try? FactsJSON.decode(from: data), known.store == store
        else { return nil }
        return known
    }

    func keep(_ known: Catalogue) throws { try DurableFile.write(FactsJSON.encode(known), to: catalogue) }

    /// Bytes that are free for us on its disk.
    var room: Int64 {
        var facts = statvfs()
        return statvfs(path.string, &facts) == 0 ? Self.bytes(UInt64(facts.f_bavail), of: UInt64(facts.f_frsize)) : .max
    }

    /// Some servers of network disks give numbers that are none.
    static func bytes(_ blocks: UInt64, of size: UInt64) -> Int64 {
        let (product, overflows) = blocks.multipliedReportingOverflow(by: size)
        return overflows ? .max : Int64(clamping: product)
    }

    private func names(in folder: FilePath) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
    }
}

/// A small file that is whole at every instant.
enum DurableFile {
    /// - Throws: `Errno`, such as `.noSpace`; what was there before is still there then.
    static func write(_ data: Data, to file: FilePath) throws {
        let partial = FilePath(file.string + ".part")
        do {
            let descriptor = try FileDescriptor.open(
                partial, .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
            try descriptor.closeAfter {
                _ = try descriptor.writeAll(data)
                guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
            guard rename(partial.string, file.string) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unlink(partial.string)
            throw error
        }
        synchronise(file.removingLastComponent())
    }

    /// - Throws: `Errno`.
    static func read(_ file: FilePath) throws -> Data {
        let descriptor = try FileDescriptor.open(file, .readOnly, options: [.noFollow, .closeOnExec])
        return try descriptor.closeAfter {
            var data = Data()
            var block = [UInt8](repeating: 0, count: 1 << 12)
            while true {
                let count = try block.withUnsafeMutableBytes { try descriptor.read(into: $0) }
                if count == 0 { return data }
                data += block.prefix(count)
            }
        }
    }

    /// Best effort: where a folder cannot be opened for it, the file system sees to it.
    static func synchronise(_ folder: FilePath) {
        let options: FileDescriptor.OpenOptions = [.directory, .closeOnExec]
        guard let descriptor = try? FileDescriptor.open(folder, .readOnly, options: options) else { return }
        try? descriptor.closeAfter { _ = fsync(descriptor.rawValue) }
    }
}
