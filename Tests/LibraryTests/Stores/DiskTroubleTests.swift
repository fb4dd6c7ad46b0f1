import Foundation
import Programme
import SystemPackage
import TestSupport
import Testing

@testable import Library

/// A disk that fails for a moment has lost nothing.
@Suite(.temporaryFolder) struct DiskTroubleTests {
    private let spool = SpoolFolder(path: TemporaryFolder.current.appending("spool"))

    private func shelved() async throws -> Shelved {
        let object = StoreObject(file: "20261122_1400_a.mp3", size: 3, modified: .distantPast, version: "1")
        let stage = try spool.stage(object)
        let file = try StagedFile(stage.appending(object.lastName), size: 3)
        try await file.fill([1, 2, 3])
        return try spool.commit(stage, Held(object: object, sha256: file.sha256, fetchedAt: .distantPast))
    }

    @Test("What cannot be read is in doubt; only what is gone, or is another by its size, is lost")
    func condition() async throws {
        let shelved = try await shelved()
        #expect(Spool.condition(of: shelved) == .whole)
        for error in [Errno.ioError, .tooManyOpenFiles, .permissionDenied, .staleNFSFileHandle] {
            guard case .doubtful = Spool.condition(of: shelved, reading: { _ in throw error }) else {
                Issue.record("\(error)")
                continue
            }
        }
        guard case .doubtful = Spool.condition(of: shelved, reading: { _ in ("another", 3) }) else {
            Issue.record("a content that has changed")
            return
        }
        #expect(Spool.condition(of: shelved, reading: { _ in ("another", 2) }) == .lost)
        #expect(Spool.condition(of: shelved, reading: { _ in throw Errno.noSuchFileOrDirectory }) == .lost)
        #expect(truncate(shelved.path.string, 2) == 0)
        #expect(Spool.condition(of: shelved) == .lost)
        unlink(shelved.path.string)
        #expect(Spool.condition(of: shelved) == .lost)
        #expect(mkfifo(shelved.path.string, 0o644) == 0)
        #expect(Spool.condition(of: shelved) == .lost)
    }

    @Test("At the start, what cannot be read is left where it is; what is not as it was left is given out as broken")
    func scan() async throws {
        let shelved = try await shelved()
        var broken: [FilePath] = []
        func scan(_ error: Errno? = nil) -> [Shelved] {
            broken = []
            return spool.scan {
                broken.append($0)
            } reading: { file in
                if let error { throw error }
                return try DurableFile.read(file)
            }
        }
        #expect(scan() == [shelved] && broken.isEmpty)
        for error in [Errno.ioError, .tooManyOpenFiles, .permissionDenied] {
            #expect(scan(error).isEmpty && broken.isEmpty)
        }
        #expect(scan(.noSuchFileOrDirectory).isEmpty && broken == [shelved.folder])
        #expect(truncate(shelved.path.string, 2) == 0)
        #expect(scan().isEmpty && broken == [shelved.folder])
    }

    @Test("Free space that is no number is none too little")
    func room() {
        #expect(SpoolFolder.bytes(10, of: 4096) == 40_960)
        #expect(SpoolFolder.bytes(.max, of: 4096) == .max)
        #expect(SpoolFolder.bytes(1 << 63, of: 1) == .max)
    }

    @Test(
        "Parts that nobody would have made are not reckoned with",
        arguments: [
            (5 << 20, 1 << 30, true), (1, 1, true), (1, 9_999, true), (1, 20_000, false), (0, 10, false),
            (-1, 10, false),
        ])
    func parts(said: Int64, size: Int64, isPlausible: Bool) {
        #expect(S3Store.partSize(said, of: size) == (isPlausible ? said : nil))
        #expect(S3Store.partSize(nil, of: size) == nil)
    }

    @Test("How far an upload is, in the words of aws and of rclone")
    func fractions() {
        #expect(S3Store.fraction("Completed 1.5 MiB/6.0 MiB (2.1 MiB/s) with 1 file(s) remaining") == 0.25)
        #expect(S3Store.fraction("Completed 256.0 KiB/~1.0 MiB (1 MiB/s) with ~1 file(s) remaining") == 0.25)
        #expect(S3Store.fraction("Completed 1 MiB/8 MiB …\rCompleted 4 MiB/8 MiB (…)") == 0.5)
        #expect(S3Store.fraction("upload: a to b") == nil)
        #expect(RcloneStore.fraction("Transferred:   \t    1.5 MiB / 6 MiB, 25%, 1 MiB/s, ETA 4s") == 0.25)
        #expect(RcloneStore.fraction("Transferred:            0 / 1, 0%") == 0)
        #expect(RcloneStore.fraction("Elapsed time: 0.5s") == nil)
    }
}
