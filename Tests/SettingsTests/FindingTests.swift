import Foundation
import SystemPackage
import Testing

@testable import playout

@Suite("The configuration file")
struct FindingTests {
    private func load(
        _ config: FilePath? = nil, in folder: TemporaryFolder, system: FilePath = "/nowhere/playout.yaml"
    ) throws(ConfigurationError) -> Settings {
        try Settings.local(config: config, environment: [:], workingFolder: folder.path, systemPath: system)
    }

    @Test("is the one named by --config, else the working folder's, else the system's")
    func order() throws {
        let (here, etc) = (try TemporaryFolder(), try TemporaryFolder())
        let system = try etc.write(Sample().text, to: "playout.yaml")
        #expect(try load(in: here, system: system).file == system)
        let local = try here.write(Sample().text, to: "playout.yaml")
        #expect(try load(in: here, system: system).file == local)
        try here.write(Sample().text, to: "other.yaml")
        #expect(try load("other.yaml", in: here, system: system).file == here.path.appending("other.yaml"))
        #expect(try load(system, in: here).file == system)
        #expect(try load(system, in: here).library == .folder(etc.path.appending("programmes")))
    }

    @Test("is written by `playout init` where there is none")
    func none() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: ConfigurationError.self) { try load(in: folder) }
        #expect(
            missing?.description
                == "there is no configuration: neither \(folder.path)/playout.yaml nor /nowhere/playout.yaml exists; "
                + "run `playout init` to write one, or name one with --config")
        let named = #expect(throws: ConfigurationError.self) { try load("x.yaml", in: folder) }
        #expect(named?.description == "x.yaml: there is no such file; `playout init` writes one")
    }

    @Test("in the working folder that is wrong or unreadable does not give way to the system's")
    func wrongOne() throws {
        let (here, etc) = (try TemporaryFolder(), try TemporaryFolder())
        let system = try etc.write(Sample().text, to: "playout.yaml")
        try here.write("stat: x\n", to: "playout.yaml")
        #expect(throws: ConfigurationError.self) { try load(in: here, system: system) }
        guard !isRoot else { return }
        try here.write(Sample().text, to: "playout.yaml", mode: 0)
        let closed = #expect(throws: ConfigurationError.self) { try load(in: here, system: system) }
        #expect(closed?.description == "playout.yaml: the configuration cannot be read: permission denied")
    }

    @Test("is refused where it is a folder, larger than 1 MiB, or not UTF-8")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        let isFolder = #expect(throws: ConfigurationError.self) { try load(folder.path, in: folder) }
        #expect(isFolder?.description == "\(folder.path): the configuration cannot be read: it is a folder")

        try folder.write(Sample().text + String(repeating: "#\n", count: 5 << 20), to: "large.yaml")
        let large = #expect(throws: ConfigurationError.self) { try load("large.yaml", in: folder) }
        #expect(
            large?.description == "large.yaml: the configuration cannot be read: it is larger than 1048576 bytes")

        try folder.write(Data("station:\n  name: caf".utf8) + [0xE9, 0x0A], to: "latin.yaml")
        let latin = #expect(throws: ConfigurationError.self) { try load("latin.yaml", in: folder) }
        #expect(latin?.description == "latin.yaml:2: this is not text in UTF-8; save the file as UTF-8 in the editor")
    }

    @Test("may be as large as 1 MiB")
    func large() throws {
        let folder = try TemporaryFolder()
        let text = Sample().text
        try folder.write(text + String(repeating: "#", count: (1 << 20) - text.utf8.count), to: "playout.yaml")
        #expect(throws: Never.self) { try load(in: folder) }
    }
}
