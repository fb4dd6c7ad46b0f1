import Foundation
import Programme
import Synchronization
import SystemPackage

/// A library that is a folder, with folders in it if the station likes.
package actor FolderLibrary: StationLibrary {
    private let folder: FilePath
    private let clock: any WallClock
    private let thread: OwnThread
    private var settling = Settling()
    /// What the last look found, which nobody has to look for again.
    private let listed = Mutex<Set<String>>([])

    /// - Parameter thread: on which it is looked into.
    package init(
        folder: FilePath, clock: any WallClock = SystemWallClock(),
        thread: OwnThread = OwnThread("library", limit: .seconds(60))
    ) {
        (self.folder, self.clock, self.thread) = (folder, clock, thread)
    }

    /// Looks at everything in the folder. A file that was written to in the last three seconds, or has changed
    /// since the look before, is ignored until a later look by the same `FolderLibrary` finds it unchanged.
    /// - Throws: `LibraryError` if the folder cannot be listed whole.
    package func list() async throws -> Listing {
        let found = try await walk()
        var ignored: [Ignored] = []
        var recordings: [(Recording, Found)] = []
        for item in found {
            switch FileJudgement(item) {
            case .recording(let recording, let found): recordings.append((recording, found))
            case .ignored(let reason): ignored.append(reason)
            }
        }
        let unsettled = settling.look(at: recordings.map(\.1), now: clock.now())
        var settled: [Recording] = []
        for ((recording, _), reason) in zip(recordings, unsettled) {
            if let reason {
                ignored.append(Ignored(file: recording.file, reason: reason))
            } else {
                settled.append(recording)
            }
        }
        let files = Set(settled.map(\.file))
        listed.withLock { $0 = files }
        ignored.sort { $0.file.utf8.lexicographicallyPrecedes($1.file.utf8) }
        return Listing(recordings: settled, ignored: ignored)
    }

    /// Where a recording's file is.
    /// - Throws: `LibraryError.leadsOut`.
    package nonisolated func path(of recording: Recording) throws(LibraryError) -> FilePath {
        try path(ofFile: recording.file)
    }

    /// Where a file of this name is, or would be: it need not exist.
    /// - Parameter file: Relative to the folder, with `/` between folders.
    /// - Throws: `LibraryError.leadsOut` if that is not inside the folder.
    package nonisolated func path(ofFile file: String) throws(LibraryError) -> FilePath {
        // By bytes, as the kernel does: to Swift, "/" with a combining accent after it is another character.
        let parts = file.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
        guard isPlain, !file.utf8.contains(0) else { throw .leadsOut(file: file, of: folder) }
        // A look may take long where a disk is in trouble, and whoever has been listed needs none.
        let isListed = listed.withLock { $0.contains(file) }
        var path = folder
        for part in parts {
            path.append(String(decoding: part, as: UTF8.self))
            guard !isListed, let status = try? Stat(path, followTargetSymlink: false) else { continue }
            if status.type == .symbolicLink { throw .leadsOut(file: file, of: folder) }
        }
        return path
    }

    /// Nothing has to be fetched. What a program of this machine puts into the folder is complete when it closes it, and
    /// is told at once.
    package func run(changed: @escaping @Sendable () async -> Void) async throws {
        while true {
            // It goes through all of the folder, on a disk that may hang.
            if let watch = try? await onOwnThread({ [folder] in try FolderWatch(folder) }) {
                // What came before it was watched.
                await changed()
                for await _ in watch.changes {
                    // Files seldom come alone.
                    try await Task.sleep(for: .milliseconds(100))
                    settling.finish(watch.takeFinished())
                    await changed()
                }
            }
            try Task.checkCancellation()
            try await Task.sleep(for: .seconds(5))
        }
    }

    private func walk() async throws -> [Found] {
        let folder = folder
        do {
            return try await thread.run { try FolderWalk.run(folder) }
        } catch is OwnThread.NoAnswer {
            throw LibraryError.unreadable(folder, .timedOut)
        }
    }
}
