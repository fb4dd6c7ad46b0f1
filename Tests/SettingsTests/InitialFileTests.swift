import Foundation
import Monitor
import OnAir
import Programme
import SystemPackage
import Testing

@testable import playout

@Suite("The file that `playout init` writes")
struct InitialFileTests {
    private func zone(_ name: String = "Europe/London") throws -> TimeZone { try #require(TimeZoneName.zone(name)) }

    @Test("is read without an error or a warning")
    func loads() throws {
        let settings = try read(InitialFile.text(name: "Cambridge 105", zone: zone()))
        #expect(settings.station == .init(name: "Cambridge 105", timeZone: try zone()))
        #expect(settings.warnings == [])
    }

    @Test("shows every key at its default: uncommented, it means the same")
    func uncommented() throws {
        let text = InitialFile.text(name: "A", zone: try zone())
        // A schedule has one source.
        let one = text.replacing(/(?m)^ *#(google|ical):.*\n/, with: "")
        let settings = try read(one.replacing(/(?m)^( *)#(?=[^ ])/) { "\($0.output.1)" })
        let asWritten = try read(text)
        #expect(settings.studio == asWritten.studio)
        #expect(settings.station == asWritten.station)
        #expect(settings.junctions == Junction.defaults)
        #expect(settings.maxHold == Settings.defaultMaxHold)
        #expect(settings.engine == EngineSettings(script: "/station/onair.liq"))
        #expect(settings.monitor == MonitorSettings(url: "https://listen.example.org/live"))
        #expect(settings.loudness == .broadcast && asWritten.loudness == nil)
        #expect(settings.late == .inProgress && asWritten.late == .inProgress)
        #expect(settings.schedule.source == .csv("/station/schedule.csv"))
        #expect(settings.emergency == "/station/emergency.mp3")
        #expect(settings.state == asWritten.state)
    }

    @Test("has each source of a schedule ready: only its # is taken away", arguments: ["google", "ical", "csv"])
    func sources(key: String) throws {
        let text = InitialFile.text(name: "A", zone: try zone())
        #expect(try read(text).schedule.source == .none)
        #expect(try read(text.replacing("#\(key):", with: "\(key):")).schedule.source != .none)
    }

    @Test("names every key there is")
    func complete() throws {
        let text = InitialFile.text(name: "A", zone: try zone())
        let keys =
            Settings.stationKeys.known + StudioReader.keys.known + EngineReader.keys.known + MonitorReader.keys.known
            + LoudnessReader.keys.known + Settings.keys.known
        for key in keys {
            #expect(text.firstMatch(of: try Regex("(?m)^ *#?\(key):")) != nil, "\(key)")
        }
    }

    @Test("keeps a station's name, whatever is in it", arguments: ["No", "105", "A: \"b\" #c \\n", "&x", "Ö 🎙", "'"])
    func names(name: String) throws {
        #expect(try read(InitialFile.text(name: name, zone: zone("UTC"))).station.name == name)
    }

    @Test("cannot be read by others, and leaves nothing beside it")
    func mode() throws {
        let folder = try TemporaryFolder()
        let path = folder.path.appending("playout.yaml")
        try InitialFile.write(to: path, name: "A", zone: zone())
        let mode = try FileManager.default.attributesOfItem(atPath: path.string)[.posixPermissions] as? Int
        #expect(try #require(mode) & 0o037 == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path.string) == ["playout.yaml"])
        let settings = try Settings.local(config: nil, environment: [:], workingFolder: folder.path)
        #expect(settings.warnings == [])
    }

    @Test("does not take the place of one that is there, unless told to")
    func overwriting() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("precious", to: "playout.yaml")
        let error = #expect(throws: ConfigurationError.self) {
            try InitialFile.write(to: path, name: "A", zone: zone())
        }
        #expect(
            error?.description
                == "\(path): there is a file already and it stays as it is; `playout init --force` replaces it")
        #expect(try String(contentsOfFile: path.string, encoding: .utf8) == "precious")
        try InitialFile.write(to: path, name: "A", zone: zone(), overwrites: true)
        #expect(try String(contentsOfFile: path.string, encoding: .utf8).hasPrefix("# Playout Machine"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path.string) == ["playout.yaml"])
    }

    @Test("is written nowhere where it cannot be, and the error says why")
    func unwritable() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try InitialFile.write(to: "/nowhere/at/all/playout.yaml", name: "A", zone: zone())
        }
        #expect(
            error?.description
                == "/nowhere/at/all/playout.yaml: the file cannot be written: No such file or directory")
    }
}
