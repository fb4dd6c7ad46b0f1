import Foundation

/// Tells files that are complete from those still being copied, from what successive looks show of them.
///
/// A file that was written to more than `quiet` ago is complete at the first look. One that was written to since,
/// or that has changed since the look before, is complete when it has stayed unchanged for `quiet` by our own
/// clock. So neither a clock that is ahead on the machine that wrote the file, nor one that is behind, misleads.
struct Settling: Sendable {
    /// Seconds.
    let quiet: Double

    init(quiet: Double = 3) { self.quiet = quiet }

    private struct Look {
        let size: Int64
        let modified: Int64
        let inode: UInt64
        var since: Date
        /// Complete in the state in which it was seen.
        var isComplete: Bool
    }

    /// Of these somebody has said that they are complete.
    private var finished: Set<[UInt8]> = []
    private var looks: [[UInt8]: Look] = [:]

    /// Whoever wrote these files has closed them: at the next look they are complete as they are then.
    mutating func finish(_ files: Set<[UInt8]>) { finished.formUnion(files) }

    /// Looks at all files of a listing; what is not among them is forgotten.
    /// - Returns: for each file the reason why it is not taken yet, or `nil`.
    mutating func look(at files: [Found], now: Date) -> [String?] {
        let before = looks
        defer { finished = [] }
        looks.removeAll(keepingCapacity: true)
        return files.map { file in
            var (look, reason) = judge(file, before: before[file.path], now: now)
            if finished.contains(file.path) { (look.isComplete, reason) = (true, nil) }
            looks[file.path] = look
            return reason
        }
    }

    private func judge(_ file: Found, before: Look?, now: Date) -> (Look, String?) {
        var look = Look(
            size: file.size, modified: file.modified, inode: file.inode, since: now, isComplete: false)
        let age = now.timeIntervalSince1970 - Double(file.modified) / 1e9
        // Another inode is another file, put in the place of the one that was there: complete in one step.
        if let before, before.inode == file.inode {
            let isUnchanged = before.size == file.size && before.modified == file.modified
            if isUnchanged { look.since = min(before.since, now) }
            look.isComplete = isUnchanged && (before.isComplete || now.timeIntervalSince(look.since) >= quiet)
            let reason = "still being copied: it has changed since the last look, or less than \(Int(quiet)) s ago"
            return (look, look.isComplete ? nil : reason)
        }
        look.isComplete = age >= quiet
        if look.isComplete { return (look, nil) }
        if age < -1 {
            return (
                look,
                "perhaps still being copied: by its modification time it is from the future. "
                    + "It is taken once it stays unchanged for \(Int(quiet)) s; check the clock that wrote it"
            )
        }
        return (look, "still being copied: it was written to less than \(Int(quiet)) s ago")
    }
}
