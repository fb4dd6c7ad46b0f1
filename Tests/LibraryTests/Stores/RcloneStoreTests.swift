import Foundation
import Library
import Programme
import Subprocess
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite(.temporaryFolder, .timeLimit(.minutes(5)))
struct RcloneStoreTests {
    enum Kind: String, CaseIterable { case webdav, sftp }

    let folder = TemporaryFolder.current
    let bench = SpoolBench()
    let names = ["20261122_1400_a.mp3", "news \u{E9} $(x)/20261122_1500_b.mp3"]
    private static let password = "s3cret-of-the-remote"

    var shared: FilePath { folder.appending("shared") }

    private func put(_ file: String, _ content: [UInt8]) throws {
        let path = shared.appending(file)
        try FileManager.default.createDirectory(
            atPath: path.removingLastComponent().string, withIntermediateDirectories: true)
        try Data(content).write(to: URL(filePath: path.string))
        let time = timespec(tv_sec: Int(bench.clock.now().timeIntervalSince1970) - 3600, tv_nsec: 0)
        #expect(utimensat(AT_FDCWD, path.string, [time, time], 0) == 0)
    }

    /// Serves the folder, and gives a store that knows the server as `station:`.
    private func serving(
        _ kind: Kind, password: String = password, isReadOnly: Bool = true,
        _ body: (RcloneStore, LocalServer) async throws -> Void
    ) async throws {
        try FileManager.default.createDirectory(atPath: shared.string, withIntermediateDirectories: true)
        try await LocalServer.run("rclone") { port in
            [
                "serve", kind.rawValue, "--addr=127.0.0.1:\(port)", "--user=me", "--pass=\(Self.password)",
                "--vfs-cache-mode=off", "--dir-cache-time=0s", "--config=", shared.string,
            ] + (isReadOnly ? ["--read-only"] : [])
        } _: { server in
            try await body(try await store(kind, port: server.port, password: password), server)
        }
    }

    private func store(
        _ kind: Kind, port: Int, password: String = password, patience: Duration = .seconds(30)
    ) async throws -> RcloneStore {
        let config = folder.appending("rclone-\(port).conf")
        let hidden = try await obscured(password)
        let text =
            kind == .webdav
            ? "[station]\ntype = webdav\nurl = http://127.0.0.1:\(port)\nvendor = other\nuser = me\npass = \(hidden)\n"
            : "[station]\ntype = sftp\nhost = 127.0.0.1\nport = \(port)\nuser = me\npass = \(hidden)\n"
        try text.write(toFile: config.string, atomically: true, encoding: .utf8)
        return RcloneStore(
            remote: "station:", patience: patience,
            environment: ["RCLONE_CONFIG": config.string, "AWS_CA_BUNDLE": "/nonexistent"])
    }

    /// As rclone keeps passwords in its configuration.
    private func obscured(_ password: String) async throws -> String {
        try await Subprocess.run(
            .name("rclone"), arguments: ["obscure", "-"], input: .string(password), output: .string(limit: 4096)
        ).standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test(
        "A recording that is put there has its name when it is whole, and nothing beside it", arguments: Kind.allCases)
    func put(kind: Kind) async throws {
        let file = folder.appending("my recording.mp3")
        let content = noise(3_000_000, seed: 5)
        try Data(content).write(to: URL(filePath: file.string))
        try await serving(kind, isReadOnly: false) { store, _ in
            let fractions = Mutex<[Double]>([])
            try await store.put(IncomingFile(file), as: names[0]) { fraction in
                fractions.withLock { $0.append(fraction) }
            }
            #expect(try Array(Data(contentsOf: URL(filePath: shared.appending(names[0]).string))) == content)
            let there = try FileManager.default.contentsOfDirectory(atPath: shared.string)
            #expect(there == [names[0]])
            #expect(fractions.withLock { $0 }.last == 1)
            // In place of that one.
            try Data(noise(1000)).write(to: URL(filePath: file.string))
            try await store.put(IncomingFile(file), as: names[0]) { _ in }
            #expect(try await store.list().map(\.size) == [1000])
            // One that is still being written stays out.
            let incoming = try IncomingFile(file)
            try Data(noise(2000)).write(to: URL(filePath: file.string))
            await #expect(throws: LibraryError.changed(file)) { try await store.put(incoming, as: names[0]) { _ in } }
            #expect(try FileManager.default.contentsOfDirectory(atPath: shared.string) == [names[0]])
            #expect(try await store.list().map(\.size) == [1000])
        }
    }

    @Test("A remote that takes nothing is an error in words, and nothing is left there")
    func refused() async throws {
        let file = folder.appending("my recording.mp3")
        try Data(noise(1000)).write(to: URL(filePath: file.string))
        try await serving(.webdav) { store, _ in
            let error = await #expect(throws: StoreError.self) {
                try await store.put(IncomingFile(file), as: names[0]) { _ in }
            }
            #expect(error?.description.contains("station:") == true)
            let left = try FileManager.default.contentsOfDirectory(atPath: shared.string)
            #expect(left == [])
        }
    }

    @Test(
        "A remote's recordings are listed and fetched, in folders too, hostile names beside them",
        arguments: Kind.allCases)
    func whole(kind: Kind) async throws {
        let contents = [noise(3_000_000), noise(70_000, seed: 2)]
        for (name, content) in zip(names, contents) { try put(name, content) }
        for bad in [
            "20261122_1400_$(touch x).mp3", "20261122_1400_\u{1B}[2J.mp3", "--20261122.mp3",
            ".hidden/20261122_1400_b.mp3",
        ] {
            try put(bad, [1])
        }
        try await serving(kind) { store, _ in
            let spool = bench.spool(store, quota: 10_000_000)
            await spool.follow(names.map { bench.need($0, 600) })
            try await bench.working(spool) {
                try await bench.until("both") { names.allSatisfy { spool.absence(ofFile: $0) == nil } }
            }
            for (name, content) in zip(names, contents) { #expect(bench.content(spool, name) == content) }
            let listing = try await spool.list()
            #expect(listing.recordings.map(\.file) == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            #expect(listing.ignored.count == 4)
        }
        let found = try FileManager.default.contentsOfDirectory(atPath: folder.string).filter {
            !$0.hasPrefix("rclone")
        }
        #expect(found.sorted() == ["shared", "spool"])
    }

    @Test("What is cut or stalled on the way is not taken, nor what changes meanwhile", arguments: Kind.allCases)
    func badLine(kind: Kind) async throws {
        try put(names[0], noise(2_000_000))
        try await serving(kind) { good, server in
            let object = try #require(try await good.list().first)
            try await Meddler.run(to: server.port) { meddler, port in
                for (fault, kinds) in [
                    (Meddler.Fault.cut(after: 600_000), [StoreError.Kind.cut, .unreachable]),
                    (.stall(after: 600_000), [.timedOut]),
                ] {
                    let store = try await store(kind, port: port, patience: .seconds(4))
                    meddler.fault.withLock { $0 = fault }
                    let staged = try StagedFile(folder.appending("came-\(UUID().uuidString)"), size: object.size)
                    let error = await #expect(throws: StoreError.self) { try await store.fetch(object, into: staged) }
                    let found = error?.kind ?? .other
                    #expect(kinds.contains(found), "\(error?.description ?? "")")
                }
            }
            try put(names[0], noise(2_000_001))
            let staged = try StagedFile(folder.appending("came"), size: object.size)
            let error = await #expect(throws: StoreError.self) { try await good.fetch(object, into: staged) }
            #expect(error?.kind == .replaced)
        }
    }

    @Test("What is wrong with a remote is told apart, and its password is nowhere", arguments: Kind.allCases)
    func errors(kind: Kind) async throws {
        func error(_ store: RcloneStore) async -> StoreError? {
            let error = await #expect(throws: StoreError.self) { _ = try await store.list() }
            #expect(error?.description.contains("s3cret") == false)
            return error
        }
        let away = try await store(kind, port: 1)
        #expect(await error(away)?.kind == .unreachable)
        #expect(
            await error(
                RcloneStore(remote: "nobody:", environment: ["RCLONE_CONFIG": folder.appending("none").string]))?.kind
                == .noSuchStore)
        #expect(await error(RcloneStore(remote: "a:", program: "/nonexistent/rclone"))?.kind == .toolMissing)
        try await serving(kind, password: "s3cret-but-wrong") { store, _ in
            #expect(await error(store)?.kind == .badCredentials)
        }
        try await serving(kind) { _, server in
            let config = folder.appending("rclone-\(server.port).conf").string
            let elsewhere = RcloneStore(remote: "station:nowhere", environment: ["RCLONE_CONFIG": config])
            #expect(await error(elsewhere)?.kind == .noSuchStore)
        }
    }
}
