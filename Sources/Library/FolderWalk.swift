import Foundation
import Programme
import SystemPackage

/// One thing that a walk through the folder came across. Nothing has been opened but folders.
struct Found: Sendable {
    /// Relative to the library's folder, `/` between folders, as the file system has it: any bytes.
    let path: [UInt8]
    var type = FileType.regular
    var size: Int64 = 0
    /// Nanoseconds since 1970, by the clock of whatever wrote the file.
    var modified: Int64 = 0
    var inode: UInt64 = 0
    /// Why nothing more is known of it, or why this folder was not entered.
    var obstacle: String?

    var name: ArraySlice<UInt8> {
        path.lastIndex(of: UInt8(ascii: "/")).map { path[($0 + 1)...] } ?? path[...]
    }

    var isHidden: Bool { name.first == UInt8(ascii: ".") }
}

/// Reads a folder and the folders in it. Symbolic links are not followed, so that there is no way out and no loop.
struct FolderWalk {
    /// Folders within folders: more of them than anybody sorts recordings into.
    static let deepest = 32
    private static let remedy = "give the user that playout runs as the right to read and enter it"

    private let root: FilePath
    private var found: [Found] = []
    private var entered: [[UInt8]] = []

    /// - Returns: everything but the folders that were entered, in the byte order of the paths.
    /// - Throws: `LibraryError`. A folder inside that may not be read is reported among what was found instead;
    ///   a failing disk or network is thrown, lest half a library pass for all of it.
    static func run(_ root: FilePath) throws -> [Found] {
        var walk = FolderWalk(root: root)
        let descriptor = open(root.string, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw walk.failure(Errno(rawValue: errno)) }
        try walk.read(descriptor, prefix: [], depth: 1)
        return walk.found.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    }

    /// The folders below a folder, as far as they would be entered, relative to it.
    static func folders(in root: FilePath) throws -> [[UInt8]] {
        var walk = FolderWalk(root: root)
        let descriptor = open(root.string, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw walk.failure(Errno(rawValue: errno)) }
        try walk.read(descriptor, prefix: [], depth: 1)
        return walk.entered
    }

    private init(root: FilePath) { self.root = root }

    private func failure(_ reason: Errno) -> LibraryError {
        switch reason {
        case .noSuchFileOrDirectory: .missing(root)
        case .notDirectory: .notAFolder(root)
        default: .unreadable(root, reason)
        }
    }

    /// Takes over `descriptor` and closes it.
    private mutating func read(_ descriptor: CInt, prefix: [UInt8], depth: Int) throws {
        guard let stream = fdopendir(descriptor) else {
            let reason = Errno(rawValue: errno)
            close(descriptor)
            throw failure(reason)
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                let reason = errno
                if reason != 0 { throw failure(Errno(rawValue: reason)) }
                return
            }
            // By offset: `pointee.d_name` would copy 256 bytes, of which the entry may have fewer.
            guard let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) else { continue }
            let name = (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self)
            if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { continue }
            try look(at: name, in: descriptor, prefix: prefix, depth: depth)
        }
    }

    private mutating func look(at name: UnsafePointer<CChar>, in folder: CInt, prefix: [UInt8], depth: Int) throws {
        let path = prefix + UnsafeRawBufferPointer(start: name, count: strlen(name))
        let facts: Stat
        do throws(Errno) {
            facts = try Stat(name, relativeTo: FileDescriptor(rawValue: folder), flags: .symlinkNoFollow)
        } catch {
            // What is gone by now needs no reason.
            if error == .noSuchFileOrDirectory { return }
            guard error == .permissionDenied, depth > 1 else { throw failure(error) }
            found.append(Found(path: path, obstacle: "the folder it is in may not be entered: \(Self.remedy)"))
            return
        }
        let written = facts.st_mtim
        var item = Found(
            path: path, type: facts.type, size: facts.size,
            modified: FileTime.nanoseconds(seconds: written.tv_sec, nanoseconds: written.tv_nsec),
            inode: UInt64(facts.inode.rawValue))
        if item.type == .directory, !item.isHidden {
            item.obstacle = try enter(name, in: folder, path: item.path, depth: depth + 1)
            if item.obstacle == nil { return }
        }
        found.append(item)
    }

    /// - Returns: why the folder was not entered.
    private mutating func enter(
        _ name: UnsafePointer<CChar>, in folder: CInt, path: [UInt8], depth: Int
    ) throws -> String? {
        if depth > Self.deepest { return "more than \(Self.deepest) folders deep: move what is in it further up" }
        // A path in here has to be told, compared and opened again as text.
        guard let text = String(validating: path, as: UTF8.self), ShownName.isPrintable(text) else {
            return "the folder's name has characters that cannot be printed: rename it"
        }
        let descriptor = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor < 0 else {
            entered.append(path)
            try read(descriptor, prefix: path + [UInt8(ascii: "/")], depth: depth)
            return nil
        }
        switch Errno(rawValue: errno) {
        case .noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels: return nil
        case .permissionDenied, .notPermitted:
            return "the folder may not be read: \(Self.remedy)"
        case let reason: throw failure(reason)
        }
    }
}
