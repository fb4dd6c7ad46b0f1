import Dispatch
import Glibc
import Synchronization
import SystemPackage

/// Tells at once when something has been put into a folder, or into the folders in it, by a program of this machine.
/// Best effort: what comes over the network to a mounted folder is not told, and is found by looking.
final class FolderWatch: Sendable {
    private struct State {
        /// By the kernel's number, relative to the folder.
        var folders: [Int32: [UInt8]] = [:]
        var finished: Set<[UInt8]> = []
    }

    /// A bell, rung after any change; it ends when the folder itself is gone.
    let changes: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation
    private let root: FilePath
    private let descriptor: Int32
    private let source: Mutex<any DispatchSourceRead>
    private let state = Mutex(State())

    private static let interest = UInt32(
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
            | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK)

    /// - Throws: `Errno` if the folder is not there, or the machine watches too many already.
    init(_ folder: FilePath) throws {
        root = folder
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { throw Errno(rawValue: errno) }
        let queue = DispatchQueue(label: "folder watch", qos: .utility)
        source = Mutex(DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue))
        (changes, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        source.withLock { source in
            source.setCancelHandler { [descriptor] in close(descriptor) }
            source.setEventHandler { [weak self] in self?.read() }
            source.resume()
        }
        guard watch([]) else {
            let reason = Errno(rawValue: errno)
            source.withLock { $0.cancel() }
            throw reason
        }
        watchFolders(in: [])
    }

    deinit { source.withLock { $0.cancel() } }

    /// The files that somebody has finished writing, or given their final names, since this was asked last, relative to the folder.
    func takeFinished() -> Set<[UInt8]> {
        state.withLock { state in
            defer { state.finished = [] }
            return state.finished
        }
    }

    private func watch(_ folder: [UInt8]) -> Bool {
        let path = Array(root.string.utf8) + (folder.isEmpty ? [] : [UInt8(ascii: "/")]) + folder + [0]
        let number = path.withUnsafeBufferPointer { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { inotify_add_watch(descriptor, $0, Self.interest) } ?? -1
            }
        }
        guard number >= 0 else { return false }
        state.withLock { $0.folders[number] = folder }
        return true
    }

    /// Those that are there already, when a folder comes with all that is in it.
    private func watchFolders(in folder: [UInt8]) {
        let prefix = folder.isEmpty ? [] : folder + [UInt8(ascii: "/")]
        let path = folder.isEmpty ? root : root.appending(String(decoding: folder, as: UTF8.self))
        for inner in (try? FolderWalk.folders(in: path)) ?? [] where watch(prefix + inner) {}
    }

    /// What has gone elsewhere with all that is in it, and may come back under another name.
    private func forget(_ folder: [UInt8]) {
        let gone = state.withLock { state in
            let inner = folder + [UInt8(ascii: "/")]
            let gone = state.folders.filter { $0.value == folder || $0.value.starts(with: inner) }
            for number in gone.keys { state.folders[number] = nil }
            return gone.keys
        }
        for number in gone { inotify_rm_watch(descriptor, number) }
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var isChanged = false
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count <= 0 { break }
            isChanged = true
            buffer.withUnsafeBytes { take(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        if isChanged { bell.yield() }
    }

    private func take(_ events: UnsafeRawBufferPointer) {
        let header = MemoryLayout<inotify_event>.size
        var offset = 0
        while offset + header <= events.count {
            let event = events.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
            let name = events[(offset + header)..<(offset + header + Int(event.len))].prefix { $0 != 0 }
            note(event, Array(name))
            offset += header + Int(event.len)
        }
    }

    private func note(_ event: inotify_event, _ name: [UInt8]) {
        let folder = state.withLock { $0.folders[event.wd] }
        guard let folder else { return }
        let has = { (flag: Int32) in event.mask & UInt32(bitPattern: flag) != 0 }
        if has(IN_IGNORED) || has(IN_MOVE_SELF) || has(IN_DELETE_SELF) {
            state.withLock { $0.folders[event.wd] = nil }
            if folder.isEmpty { bell.finish() }
            return
        }
        let path = (folder.isEmpty ? [] : folder + [UInt8(ascii: "/")]) + name
        if has(Int32(IN_ISDIR)) {
            if has(IN_MOVED_FROM) { forget(path) }
            if has(IN_CREATE) || has(IN_MOVED_TO), watch(path) { watchFolders(in: path) }
        } else if has(IN_CLOSE_WRITE) || has(IN_MOVED_TO) {
            state.withLock { _ = $0.finished.insert(path) }
        }
    }
}
