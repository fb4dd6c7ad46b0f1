import Foundation
import Glibc
import Programme
import SystemPackage

/// The airings' folders: in the state folder, or, while that cannot be written to, in the refuge in memory.
package struct AiringFolders: Sendable {
    package let home: FilePath
    /// Survives the conductor, not the machine. So do the engines.
    package let refuge: FilePath

    /// - Parameter state: an absolute path.
    package init(state: FilePath, memory: FilePath = "/dev/shm") {
        home = state.appending("airings")
        // Told apart by the hash, and by people by the rest.
        let name = state.string.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "-" }.joined()
        refuge = memory.appending("playout-\(getuid())\(name.suffix(120))-\(Self.hash(state.string))")
    }

    /// FNV-1a: the same in each process, as Swift's own hashes are not.
    private static func hash(_ text: String) -> String {
        let value = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(value, radix: 36)
    }

    /// - Throws: `Errno`, if neither place can be written to.
    package func create(for airing: Airing) throws -> AiringFolder {
        do {
            return try AiringFolder.create(for: airing, in: home)
        } catch {
            return try AiringFolder.create(for: airing, in: Self.open(refuge: refuge))
        }
    }

    /// Makes sure of the refuge. It lies where anybody may write: a folder there that somebody else has laid out for
    /// us is not used.
    /// - Throws: `Errno`.
    package static func open(refuge: FilePath) throws -> FilePath {
        mkdir(refuge.string, 0o755)
        var status = stat()
        guard lstat(refuge.string, &status) == 0 else { throw Errno(rawValue: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
            throw Errno.permissionDenied
        }
        return refuge
    }

    /// Those of airings that have not been finished, whoever began them; and the airings.
    package func unfinished() -> [(folder: AiringFolder, airing: Airing)] {
        all().filter { !$0.isFinished }.compactMap { folder in folder.airing.map { (folder, $0) } }
    }

    /// Where an airing's folder may be.
    func all(for id: Airing.ID) -> [AiringFolder] { [home, refuge].map { AiringFolder($0.appending(id)) } }

    /// The folder of an airing that is in the log.
    func finished(_ id: Airing.ID) -> AiringFolder? { all(for: id).first(where: \.isFinished) }

    /// Removes what is finished and older than `age` seconds, and what was never begun.
    package func tidy(olderThan age: Double, now: Date) {
        for folder in all() {
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path.string)
            let modified = attributes?[.modificationDate] as? Date ?? now
            guard now.timeIntervalSince(modified) > age, folder.isFinished || folder.airing == nil else { continue }
            try? FileManager.default.removeItem(atPath: folder.path.string)
        }
    }

    private func all() -> [AiringFolder] {
        [home, refuge].flatMap { parent in
            ((try? FileManager.default.contentsOfDirectory(atPath: parent.string)) ?? []).sorted()
                .map { AiringFolder(parent.appending($0)) }
        }
    }
}
