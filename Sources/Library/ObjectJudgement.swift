import Foundation
import Programme

/// Whether an object of a store is a recording, by its name and size.
enum ObjectJudgement {
    case recording(Recording)
    case ignored(Ignored)
    /// What stores keep in place of folders.
    case nothing

    /// Folders within folders, and bytes of the whole name.
    private static let deepest = 32
    private static let longest = 1024
    /// Bytes: a week of uncompressed audio is a tenth of it.
    private static let largest: Int64 = 1 << 40

    init(_ object: StoreObject) {
        if object.file.utf8.last == UInt8(ascii: "/"), object.size == 0 {
            self = .nothing
            return
        }
        let path = Array(object.file.utf8)
        if let reason = Self.complaint(about: path) ?? Self.complaint(about: object.size) ?? object.obstacle {
            self = .ignored(Ignored(file: ShownName.of(path), reason: reason))
            return
        }
        switch FileJudgement(Found(object)) {
        case .recording(let recording, _):
            self = .recording(
                Recording(
                    file: object.file, name: recording.name, size: object.size, modified: object.modified))
        case .ignored(let ignored): self = .ignored(ignored)
        }
    }

    /// What a store says, so that sums of sizes stay numbers.
    private static func complaint(about size: Int64) -> String? {
        (0...largest).contains(size)
            ? nil : "its size is said to be \(size) bytes, which no recording has: put it there again"
    }

    /// What a file system would never have, or would take for something else.
    private static func complaint(about path: [UInt8]) -> String? {
        let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let folders = parts.dropLast()
        if path.count > longest { return "the name is longer than \(longest) bytes: rename it" }
        if parts.count > deepest { return "more than \(deepest) folders deep: move it further up" }
        let isPlain = parts.allSatisfy { !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
        if !isPlain { return "the name has '//', '.' or '..' in it, or begins or ends with '/': rename it" }
        if folders.contains(where: { $0.first == UInt8(ascii: ".") }) { return "in a hidden folder" }
        let isPrintable = folders.allSatisfy { folder in
            String(validating: folder, as: UTF8.self).map(ShownName.isPrintable) ?? false
        }
        return isPrintable ? nil : "a folder in the name has characters that cannot be printed: rename it"
    }
}

extension Found {
    /// As if it were a file. A store may give any time at all, also one that no file system has.
    init(_ object: StoreObject) {
        let seconds = min(max(object.modified.timeIntervalSince1970, -9e9), 9e9)
        self.init(path: Array(object.file.utf8), size: object.size, modified: Int64(seconds * 1e9))
    }
}
