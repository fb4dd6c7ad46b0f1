import Dispatch
import Foundation
import Library
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite("What is put into a folder", .temporaryFolder, .timeLimit(.minutes(3)))
struct FolderAddingTests {
    private let name: RecordingName
    private let content = noise(5_000_000)
    private var source: FilePath { TemporaryFolder.current.appending("source") }
    private var folder: FilePath { TemporaryFolder.current.appending("programmes") }
    private var final: FilePath { folder.appending(name.fileName) }
    private var growing: FilePath { folder.appending(".\(name.fileName).part") }

    init() throws {
        name = try RecordingName("20261122_1400_show.mp3")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        try Data(content).write(to: URL(filePath: source.string))
    }

    private func add(replaces: Bool = false, progress: @escaping @Sendable (Double) -> Void = { _ in }) async throws {
        try await FolderLibrary(folder: folder).add(
            IncomingFile(source), as: name, replaces: replaces, progress: progress)
    }

    private func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: final.string))) }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.string) }
    }

    @Test("is there whole, for everybody to read, and alone; at no instant is there a part of it under its name")
    func whole() async throws {
        let early = Mutex(false)
        let final = final
        try await add { fraction in
            if access(final.string, F_OK) == 0 || fraction > 1 { early.withLock { $0 = true } }
        }
        #expect(!early.withLock { $0 })
        #expect(try bytes() == content)
        #expect(try names == [name.fileName])
        #expect(try Stat(final).permissions.rawValue & 0o444 == 0o444)
    }

    @Test("takes the place of one that is there only when it is told to")
    func taken() async throws {
        try Data([1]).write(to: URL(filePath: final.string))
        let error = await #expect(throws: LibraryError.self) { try await add() }
        #expect(error?.description.contains("--replace") == true)
        #expect(try bytes() == [1])
        #expect(try names == [name.fileName])
        try await add(replaces: true)
        #expect(try bytes() == content)
    }

    @Test("follows what somebody left behind who was killed, and not what somebody is writing")
    func leftovers() async throws {
        try Data(noise(9_000_000, seed: 2)).write(to: URL(filePath: growing.string))
        let other = try FileDescriptor.open(growing, .readWrite)
        #expect(flock(other.rawValue, LOCK_EX) == 0)
        let error = await #expect(throws: LibraryError.self) { try await add() }
        #expect(error?.description.contains("somebody else") == true)
        #expect(try names == [".\(name.fileName).part"])
        try other.close()
        try await add()
        #expect(try bytes() == content)
        #expect(try names == [name.fileName])
    }

    @Test("follows what others left behind who were killed, of whatever name, and no file that is none of these")
    func sweep() async throws {
        let (left, held) = (
            folder.appending(".20261123_1500_other.mp3.part"), folder.appending(".20261124_1500_c.mp3.part")
        )
        let others = [".hidden.part", ".20261123_1500_other.mp3", "20261123_1500_other.part"].map(folder.appending)
        for file in [left, held] + others { try Data([1]).write(to: URL(filePath: file.string)) }
        let writer = try FileDescriptor.open(held, .writeOnly)
        #expect(flock(writer.rawValue, LOCK_EX) == 0)
        try await add()
        #expect(
            try Set(names)
                == Set(
                    [name.fileName, held.lastComponent?.string ?? ""] + others.compactMap { $0.lastComponent?.string }))
        try writer.close()
    }

    @Test("is given up, and leaves nothing behind, when nobody waits for it any more")
    func cancelled() async throws {
        let (begun, bell) = AsyncStream<Void>.makeStream()
        let gate = DispatchSemaphore(value: 0)
        let (library, source, name) = (FolderLibrary(folder: folder), source, name)
        let work = Task {
            try await library.add(IncomingFile(source), as: name, replaces: false) { fraction in
                guard fraction < 0.5 else { return }
                bell.yield()
                gate.wait()
            }
        }
        for await _ in begun { break }
        work.cancel()
        for _ in 0..<10 { gate.signal() }
        await #expect(throws: CancellationError.self) { try await work.value }
        #expect(try names == [])
    }

    @Test("is an error that names the folder where that cannot be written to")
    func noFolder() async throws {
        try FileManager.default.removeItem(atPath: folder.string)
        let error = await #expect(throws: LibraryError.self) { try await add() }
        #expect(error?.description.contains("could not be put into \(folder)") == true, "\(String(describing: error))")
    }

    @Test("is whole, whichever of them it is, when several are put there at once")
    func several() async throws {
        let contents = (0..<4).map { noise(40_000, seed: UInt64($0) + 10) }
        let sources = contents.indices.map { TemporaryFolder.current.appending("source-\($0)") }
        for (source, content) in zip(sources, contents) { try Data(content).write(to: URL(filePath: source.string)) }
        let (library, name, final) = (FolderLibrary(folder: folder), name, final)
        try await library.add(IncomingFile(sources[0]), as: name, replaces: false) { _ in }
        let added = await withTaskGroup { group in
            for source in sources {
                group.addTask {
                    var added = 0
                    for _ in 0..<100 {
                        let result: Void? = try? await library.add(IncomingFile(source), as: name, replaces: true) {
                            _ in
                        }
                        if result != nil { added += 1 }
                    }
                    return added
                }
            }
            group.addTask {
                for _ in 0..<4000 {
                    let there = try? Data(contentsOf: URL(filePath: final.string))
                    #expect(there.map { contents.contains(Array($0)) } ?? false)
                }
                return 0
            }
            return await group.reduce(0, +)
        }
        #expect(contents.contains(try bytes()))
        #expect(try names == [name.fileName])
        #expect(added > 0)
    }

    @Test("is nothing of a file that has changed since it was looked at")
    func changed() async throws {
        let incoming = try IncomingFile(source)
        let more = try FileDescriptor.open(source, .writeOnly, options: .append)
        try more.closeAfter { _ = try more.writeAll(noise(100)) }
        let error = await #expect(throws: LibraryError.self) {
            try await FolderLibrary(folder: folder).add(incoming, as: name, replaces: false) { _ in }
        }
        #expect(error == .changed(source))
        #expect(try names == [])
    }

    @Test("leaves nothing behind when it cannot be read to its end")
    func unreadable() async throws {
        try FileManager.default.removeItem(atPath: source.string)
        try FileManager.default.createDirectory(atPath: source.string, withIntermediateDirectories: false)
        let error = await #expect(throws: LibraryError.self) { try await add() }
        #expect(error?.description.contains(folder.string) == true)
        #expect(try names == [])
    }
}
