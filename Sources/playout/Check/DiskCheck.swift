import Foundation
import SystemPackage

/// Whether the state folder can be written to and has room.
struct DiskCheck: Sendable {
    let folder: StateFolder

    /// Bytes below which it is time to make room: some thousand airings' records.
    private static let enough: Int64 = 200 << 20

    func findings() -> [CheckFinding] { [writable(), room()] }

    private func writable() -> CheckFinding {
        do {
            try FileManager.default.createDirectory(atPath: folder.path.string, withIntermediateDirectories: true)
            let trial = folder.path.appending(".check-\(UUID().uuidString)")
            defer { unlink(trial.string) }
            try Data("playout check".utf8).write(to: URL(filePath: trial.string))
            return .fine("state", folder.path.string)
        } catch {
            return .amiss(
                "state", "\(folder.path) cannot be written to: \(error.localizedDescription)",
                remedy: "make it the property of the user that runs playout, or name another folder as 'state'")
        }
    }

    func room() -> CheckFinding {
        guard let free = free else {
            return .amiss("disk", "there is no telling how full the disk is", remedy: "see `df \(folder.path)`")
        }
        let text = ByteCountFormatStyle(style: .file).format(free)
        return free >= Self.enough
            ? .fine("disk", "\(text) free")
            : .amiss("disk", "only \(text) free", remedy: "make room on the disk of \(folder.path)")
    }

    private var free: Int64? {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: folder.path.string)
        return (attributes?[.systemFreeSize] as? NSNumber)?.int64Value
    }
}
