import Dispatch
import Foundation
import Library
import Programme
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// Shows the time that a test sets.
final class HandClock: WallClock {
    private let time: Mutex<Date>

    init(_ time: Date = Date()) { self.time = Mutex(time) }

    func now() -> Date { time.withLock { $0 } }
    func advance(_ seconds: Double) { time.withLock { $0 += seconds } }
    func wait(until instant: Date) async throws { Issue.record("nothing in the library waits") }
}

@Suite(.temporaryFolder)
struct FolderLibraryTests {
    let folder = TemporaryFolder.current
    let clock = HandClock()

    var library: FolderLibrary { FolderLibrary(folder: folder, clock: clock) }

    @Test("Where the disk hangs, the library cannot be read, and what has been listed is not looked for again")
    func hanging() async throws {
        try makeFolder("shows")
        try put("shows/20261122_1400_show.mp3")
        let disk = OwnThread("test", limit: .milliseconds(100))
        let library = FolderLibrary(folder: folder, clock: clock, thread: disk)
        clock.advance(10)
        let file = try #require(try await library.list().recordings.first?.file)
        // What lies there would be found out by a look.
        try FileManager.default.moveItem(
            atPath: folder.appending("shows").string, toPath: folder.appending("moved").string)
        try FileManager.default.createSymbolicLink(
            atPath: folder.appending("shows").string, withDestinationPath: folder.appending("moved").string)
        #expect(try library.path(ofFile: file) == folder.appending(file))
        #expect(throws: LibraryError.self) { try library.path(ofFile: "shows/20261122_1500_show.mp3") }
        let end = DispatchSemaphore(value: 0)
        await #expect(throws: OwnThread.NoAnswer.self) { try await disk.run { end.wait() } }
        await #expect(throws: LibraryError.unreadable(folder, .timedOut)) { try await library.list() }
        end.signal()
    }

    /// A file that was last written to `age` seconds ago.
    func put(_ file: String, bytes: Int = 3, age: Double = 60) throws {
        try put(folder.appending(file).string.utf8.map { CChar(bitPattern: $0) } + [0], bytes: bytes, age: age)
    }

    func put(_ path: [CChar], bytes: Int = 3, age: Double = 60) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        try #require(descriptor >= 0, "errno \(errno)")
        defer { close(descriptor) }
        #expect(write(descriptor, [UInt8](repeating: 7, count: bytes), bytes) == bytes)
        let written = clock.now().timeIntervalSince1970 - age
        let time = timespec(tv_sec: Int(written), tv_nsec: 0)
        #expect(futimens(descriptor, [time, time]) == 0)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder.appending(name).string, withIntermediateDirectories: true)
    }

    func reason(_ listing: Listing) throws -> String {
        #expect(listing.recordings == [])
        return try #require(listing.ignored.first).reason
    }

    @Test("Recordings of every kind are listed, in folders too, in the byte order of their paths")
    func recordings() async throws {
        try makeFolder("2026/november")
        for (index, kind) in RecordingName.extensions.enumerated() { try put("20261122_1\(index)00_b.\(kind)") }
        try put("2026/november/20261122_2000_A show.MP3", bytes: 12)
        let listing = try await library.list()
        #expect(listing.ignored == [])
        #expect(
            listing.recordings.map(\.file) == ["2026/november/20261122_2000_A show.MP3"]
                + RecordingName.extensions.enumerated().map { "20261122_1\($0)00_b.\($1)" })
        let first = try #require(listing.recordings.first)
        #expect(first.size == 12)
        #expect(abs(first.modified.timeIntervalSince(clock.now()) + 60) < 1.5)
        #expect(try await library.list() == listing)
    }

    @Test(
        "What is no recording is ignored with a reason",
        arguments: [
            ("notes.txt", "extension"), ("cover", "no file extension"), (".DS_Store", "hidden"),
            (".20261122_1400_a.mp3.Xy12", "hidden"), ("20261122_1400_a.mp3.part", "temporary"),
            ("20261122_1400_a.mp3.CRDOWNLOAD", "temporary"), ("20261122_1400_a.mp3~", "temporary"),
            ("~$20261122_1400_a.mp3", "temporary"), ("breakfast.mp3", "yyyymmdd_hhmm_pid"),
            ("20261122_1400.mp3", "yyyymmdd_hhmm_pid"), ("20260230_1400_a.mp3", "no such date"),
            ("20261122_2460_a.mp3", "no such date"), ("20261122_1400_.mp3", "empty"),
            ("20261122_1400_$(touch x).mp3", "contains '$'"), ("20261122_1400_\"q\".mp3", "contains"),
            ("20261122_1400_#{`id`}.mp3", "contains '#'"), ("20261122_1400_..\\..\\x.mp3", "contains '\\"),
            ("20261122_1400_\(String(repeating: "a", count: 237)).mp3", "longer than"),
        ])
    func notARecording(file: String, part: String) async throws {
        try put(file)
        let listing = try await library.list()
        #expect(listing.ignored.map(\.file) == [file])
        let reason = try reason(listing)
        #expect(reason.contains(part), "\(reason)")
    }

    @Test(
        "A name that could take over a terminal is shown with escapes",
        arguments: [
            ("20261122_1400_a\nb.mp3", "20261122_1400_a\\u{0a}b.mp3"),
            ("20261122_1400_\u{1B}[2Jx.mp3", "20261122_1400_\\u{1b}[2Jx.mp3"),
            ("20261122_1400_\u{202E}3pm.exe.mp3", "20261122_1400_\\u{202e}3pm.exe.mp3"),
            ("20261122_1400_\u{9B}x.mp3", "20261122_1400_\\u{9b}x.mp3"),
        ])
    func controlCharacters(file: String, shown: String) async throws {
        try put(file)
        let listing = try await library.list()
        #expect(listing.ignored.map(\.file) == [shown])
        #expect(try reason(listing).unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }

    @Test("A name that is not valid UTF-8 is ignored and shown with its bytes")
    func invalidUTF8() async throws {
        try put(
            Array((folder.string + "/20261122_1400_caf").utf8CString.dropLast()) + [CChar(bitPattern: 0xE9)]
                + Array(".mp3".utf8CString))
        let listing = try await library.list()
        #expect(listing.ignored.map(\.file) == ["20261122_1400_caf\\xe9.mp3"])
        #expect(try reason(listing).contains("UTF-8"))
    }

    @Test("Both Unicode forms of a name are listed and found again byte for byte")
    func unicodeForms() async throws {
        let names = ["20261122_1400_cafe\u{301}.mp3", "20261122_1400_caf\u{E9}.mp3"]
        for name in names { try put(name) }
        let listing = try await library.list()
        #expect(listing.recordings.map { Array($0.file.utf8) } == names.map { Array($0.utf8) })
        for recording in listing.recordings {
            #expect(access(try library.path(of: recording).string, R_OK) == 0)
        }
    }

    @Test("Folders that are hidden or whose names cannot be printed are ignored with all that is in them")
    func oddFolders() async throws {
        for name in [".git", "a\u{1B}b"] {
            try makeFolder(name)
            try put("\(name)/20261122_1400_a.mp3")
        }
        let listing = try await library.list()
        #expect(listing.recordings == [])
        #expect(listing.ignored.map(\.file) == [".git/", "a\\u{1b}b/"])
    }

    @Test("Symbolic links, inside, out, broken or in a circle, are ignored and not followed")
    func links() async throws {
        try put("20261122_1400_a.mp3")
        let names = ["20261122_1500_in.mp3", "20261122_1600_out.mp3", "20261122_1700_gone.mp3", "circle", "out"]
        let targets = ["20261122_1400_a.mp3", "/etc/hostname", "nowhere", ".", "/tmp"]
        for (name, target) in zip(names, targets) { #expect(symlink(target, folder.appending(name).string) == 0) }
        let listing = try await library.list()
        #expect(listing.recordings.map(\.file) == ["20261122_1400_a.mp3"])
        #expect(listing.ignored.map(\.file) == names)
        #expect(listing.ignored.allSatisfy { $0.reason.contains("links are not followed") })
    }

    @Test("Pipes, sockets and folders with a recording's name are not opened", .timeLimit(.minutes(3)))
    func notFiles() async throws {
        #expect(mkfifo(folder.appending("20261122_1400_a.mp3").string, 0o600) == 0)
        try makeFolder("20261122_1500_b.mp3")
        let listing = try await library.list()
        #expect(listing.recordings == [])
        #expect(listing.ignored == [Ignored(file: "20261122_1400_a.mp3", reason: "not a file but a named pipe")])
    }

    @Test("An empty file is ignored")
    func empty() async throws {
        try put("20261122_1400_a.mp3", bytes: 0)
        #expect(try reason(await library.list()).contains("0 bytes"))
    }

    @Test("Folders deeper than anybody needs are not entered")
    func deep() async throws {
        try makeFolder(Array(repeating: "d", count: 40).joined(separator: "/"))
        let listing = try await library.list()
        #expect(listing.ignored.count == 1)
        #expect(try reason(listing).contains("deep"))
    }

    @Test(
        "A folder that may not be read is ignored with a reason, and the others are listed", .enabled(if: getuid() != 0)
    )
    func forbiddenFolder() async throws {
        try makeFolder("closed")
        try makeFolder("noentry")
        try put("noentry/20261122_1400_a.mp3")
        try put("20261122_1500_b.mp3")
        chmod(folder.appending("closed").string, 0)
        chmod(folder.appending("noentry").string, 0o400)
        let listing = try await library.list()
        #expect(listing.recordings.map(\.file) == ["20261122_1500_b.mp3"])
        #expect(listing.ignored.map(\.file) == ["closed/", "noentry/20261122_1400_a.mp3"])
        #expect(listing.ignored.allSatisfy { $0.reason.contains("right to read and enter") })
    }

    @Test("A library that is missing, or a file, or forbidden is an error that says so")
    func noLibrary() async throws {
        try put("file")
        await #expect(throws: LibraryError.missing(folder.appending("gone"))) {
            try await FolderLibrary(folder: folder.appending("gone"), clock: clock).list()
        }
        await #expect(throws: LibraryError.notAFolder(folder.appending("file"))) {
            try await FolderLibrary(folder: folder.appending("file"), clock: clock).list()
        }
        for error in [LibraryError.missing(folder), .notAFolder(folder), .unreadable(folder, .ioError)] {
            #expect(error.description.contains(folder.string))
        }
        guard getuid() != 0 else { return }
        for rights: mode_t in [0, 0o400] {
            try put("20261122_1500_b.mp3")
            chmod(folder.string, rights)
            await #expect(throws: LibraryError.unreadable(folder, .permissionDenied)) { try await library.list() }
            chmod(folder.string, 0o700)
        }
    }
}
