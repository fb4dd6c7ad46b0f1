import Foundation
import Glibc
import Logging
import Measure
import Programme
import SystemPackage
import Testing

@testable import OnAir

/// A conductor that is started again with other settings than those that what is on air was started with.
struct DestinationTests {
    private static let studio = Studio(host: "studio.example", mount: "/live", user: "source", password: "s3cret")

    private static func with(_ change: (inout Studio) -> Void) -> Studio {
        var studio = studio
        change(&studio)
        return studio
    }

    /// That has found an airing on air, with an engine for `started`.
    private func conductor(of settings: Studio, in folder: FilePath, started: Studio?) async throws -> Conductor {
        let folders = AiringFolders(state: folder, memory: folder)
        let airing = SituationTests.airing()
        let airingFolder = try AiringFolder.create(for: airing, in: folders.home)
        // Any process that lives.
        airingFolder.note(try #require(ProcessTable.identity(of: getpid())))
        if let started { airingFolder.note(Destination(started)) }
        let conductor = Conductor(
            surroundings: .init(
                station: "Test FM", studio: settings, clock: SystemWallClock(), locate: { _ in "/nonexistent" },
                record: { _, _, _ in }, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })),
            settings: SituationTests.settings, script: OnAirScript(at: "/nonexistent", folders: folders),
            folders: folders, finished: [])
        await conductor.readopt()
        return conductor
    }

    @Test(
        "an engine whose stream goes somewhere else than the settings say is listened to where it goes",
        arguments: [
            with { $0.host = "other.example" }, with { $0.port = 8001 }, with { $0.mount = "/livee" },
            with { $0.tls = true }, with { $0.format = .mp3 }, with { $0.bitrate = 128 },
        ])
    func elsewhere(settings: Studio) async throws {
        try await withTemporaryFolder("playout-destination") { folder in
            let conductor = try await conductor(of: settings, in: folder, started: Self.studio)
            let id = SituationTests.airing().id
            #expect(await conductor.studio(of: id).listened == Self.studio.listened)
        }
    }

    @Test(
        "where the stream goes where the settings say, or that is not known, the settings' studio is listened to",
        arguments: [studio, nil])
    func same(started: Studio?) async throws {
        try await withTemporaryFolder("playout-destination") { folder in
            let settings = Self.with { ($0.user, $0.password, $0.retitle) = ("other", "another", true) }
            let conductor = try await conductor(of: settings, in: folder, started: started)
            #expect(await conductor.studio(of: SituationTests.airing().id) == settings)
        }
    }

    @Test("the next engine goes by the settings, and the password is kept nowhere")
    func next() async throws {
        try await withTemporaryFolder("playout-destination") { folder in
            let settings = Self.with { $0.mount = "/new" }
            let conductor = try await conductor(of: settings, in: folder, started: Self.studio)
            let airing = SituationTests.airing()
            let airingFolder = AiringFolder(folder.appending("airings").appending(airing.id))
            await conductor.noteDestination(of: airing.id, in: airingFolder)
            #expect(airingFolder.destination == Destination(settings))
            #expect(await conductor.studio(of: airing.id) == settings)
            let kept = try String(contentsOfFile: airingFolder.path.appending("studio.json").string, encoding: .utf8)
            #expect(kept.contains("/new") && !kept.contains("s3cret"))
        }
    }
}

extension Studio {
    /// Without what it takes to be let in.
    fileprivate var listened: Destination { Destination(self) }
}
