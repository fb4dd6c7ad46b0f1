import Foundation
import Logging
import Programme
import SystemPackage

// Room on the disk.
extension Spool {
    /// Lets go of what has been on air, oldest first, and then of what is needed later than this; of nothing where that
    /// would not be enough.
    /// - Throws: `StoreError` of kind `disk`.
    func makeRoom(for due: Due) async throws {
        var stuck: [FilePath: any Error] = [:]
        while let lack = lack(of: due.object) {
            let victims = victims(among: shelf.all, before: due.need).filter { stuck[$0.folder] == nil }
            guard let victim = victims.first, victims.reduce(0, { $0 + $1.object.size }) >= lack.bytes else {
                throw StoreError(.disk, stuck.values.first.map { unremovable(because: $0) } ?? lack.inWords)
            }
            // What cannot be removed is still there, and of use.
            if let error = await drop(victim) { stuck[victim.folder] = error } else { shelf.remove(victim) }
        }
    }

    private struct Lack {
        let bytes: Int64
        let inWords: String
    }

    /// What is missing of the room for an object.
    private func lack(of object: StoreObject) -> Lack? {
        let beyondQuota = shelf.all.reduce(object.size) { $0 + $1.object.size } - limits.quota
        let room = folder.room
        let beyondDisk = object.size + limits.reserve - room
        guard max(beyondQuota, beyondDisk) > 0 else { return nil }
        let gigabytes = ByteCountFormatStyle(style: .file).format(beyondQuota > 0 ? limits.quota : room)
        return Lack(
            bytes: max(beyondQuota, beyondDisk),
            inWords: beyondQuota > 0
                ? "the spool's quota of \(gigabytes) is too small for what is needed: raise spool.quota"
                : "the spool's disk is full (\(gigabytes) free): make room on the disk of \(folder.path)")
    }

    private func unremovable(because error: any Error) -> String {
        "what is not needed any more cannot be removed (\(error.inWords)): see to the disk of \(folder.path)"
    }

    private func victims(among held: [Shelved], before need: Need) -> [Shelved] {
        let now = clock.now()
        var nextUse: [FileKey: Date] = [:]
        for need in needs where need.end > now {
            let key = FileKey(need.file)
            nextUse[key] = min(nextUse[key] ?? .distantFuture, need.start)
        }
        let idle = held.filter { nextUse[FileKey($0.object.file)] == nil && $0.object.file != need.file }
        let later = held.filter { nextUse[FileKey($0.object.file)].map { $0 > need.start } ?? false }
        return idle.sorted { $0.object.lastName < $1.object.lastName }
            + later.sorted { nextUse[FileKey($0.object.file)] ?? now > nextUse[FileKey($1.object.file)] ?? now }
    }

    /// An engine that has it goes on with it: it has a name of its own for it, or has it open.
    /// - Returns: why it is still there.
    @discardableResult
    func drop(_ old: Shelved) async -> (any Error)? {
        let folder = folder
        do {
            try await onOwnThread { try folder.remove(old) }
        } catch {
            logger.warning("a fetched recording cannot be removed", metadata: ["error": "\(error.inWords)"])
            return error
        }
        checked.remove(old.folder)
        suspects.remove(old.folder)
        return nil
    }

    /// What keeps recordings away that are needed, and is not the matter of one of them.
    var shortage: String? {
        let now = clock.now()
        let needed = Set(needs.filter { $0.end > now }.map { FileKey($0.file) })
        let objects = catalogue?.objects.filter { needed.contains(FileKey($0.file)) } ?? []
        return objects.compactMap { attempts[$0.id]?.error }
            .first { [.disk, .toolMissing, .noCredentials, .badCredentials, .denied].contains($0.kind) }?
            .description
    }
}
