import Foundation
import Programme
import SystemPackage

/// Whether something found in the library is a recording, by what a look from outside tells.
enum FileJudgement {
    case recording(Recording, Found)
    case ignored(Ignored)

    init(_ found: Found) {
        let reason: String
        switch Self.name(of: found) {
        case .success(let name):
            let modified = Date(timeIntervalSince1970: Double(found.modified) / 1e9)
            let file = String(decoding: found.path, as: UTF8.self)
            self = .recording(Recording(file: file, name: name, size: found.size, modified: modified), found)
            return
        case .failure(let complaint): reason = complaint.reason
        }
        let slash = found.type == .directory ? "/" : ""
        self = .ignored(Ignored(file: ShownName.of(found.path) + slash, reason: reason))
    }

    private struct Complaint: Error { let reason: String }

    private static func name(of found: Found) -> Result<RecordingName, Complaint> {
        if let reason = found.obstacle ?? notAFile(found) ?? notOurs(found) {
            return .failure(Complaint(reason: reason))
        }
        guard let name = String(validating: found.name, as: UTF8.self) else {
            return .failure(Complaint(reason: "the name is not valid UTF-8: rename the file"))
        }
        do throws(RecordingName.Unreadable) {
            let name = try RecordingName(name)
            if found.size > 0 { return .success(name) }
            return .failure(Complaint(reason: "the file is empty (0 bytes): copy it here again"))
        } catch {
            return .failure(Complaint(reason: error.description))
        }
    }

    private static func notAFile(_ found: Found) -> String? {
        if found.type == .regular { return nil }
        if found.type == .directory { return found.isHidden ? "a hidden folder" : nil }
        return switch found.type {
        case .symbolicLink: "a symbolic link: links are not followed; put the file itself here"
        case .fifo: "not a file but a named pipe"
        case .socket: "not a file but a socket"
        default: "not a file but a device"
        }
    }

    private static let temporaryEndings = [
        ".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp", ".temp", ".upload", ".swp", "~",
    ].map { Array($0.utf8) }

    /// What other programs leave behind, and take away again, while they work.
    private static func notOurs(_ found: Found) -> String? {
        if found.isHidden { return "a hidden file: its name begins with a dot" }
        let name = found.name
        let isTemporary =
            name.starts(with: "~$".utf8)
            || temporaryEndings.contains { ending in
                name.count >= ending.count
                    && zip(name.suffix(ending.count), ending).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
            }
        return isTemporary ? "a temporary file: it is taken when it has its final name" : nil
    }
}
