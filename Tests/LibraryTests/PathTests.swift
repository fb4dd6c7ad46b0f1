import Foundation
import Library
import Programme
import SystemPackage
import TestSupport
import Testing

@Suite(.temporaryFolder)
struct PathTests {
    let library = FolderLibrary(folder: TemporaryFolder.current)

    @Test(
        "A path inside the library is found, whether there is a file or not",
        arguments: [
            "20261122_1400_a.mp3", "2026/20261122_1400_a.mp3", "..a/...", "-x.mp3", "a:b%d.mp3", "caf\u{E9}", "a b",
        ])
    func inside(file: String) throws {
        #expect(try library.path(ofFile: file).string == "\(TemporaryFolder.current.string)/\(file)")
    }

    @Test(
        "A path that leads out of the library is refused",
        arguments: [
            "", ".", "..", "../x.mp3", "a/../../x.mp3", "a/..", "/etc/passwd", "a//b", "a/", "./a", "a/./b", "a\0b",
            "..\u{2F}\u{301}x.mp3", "a/..\u{2F}\u{301}/../../x",
        ])
    func outside(file: String) throws {
        #expect(throws: LibraryError.leadsOut(file: file, of: TemporaryFolder.current)) {
            try library.path(ofFile: file)
        }
        let name = try RecordingName("20261122_1400_a.mp3")
        #expect(throws: LibraryError.self) {
            try library.path(of: Recording(file: file, name: name, size: 1, modified: Date()))
        }
    }

    @Test("A path through a symbolic link is refused", arguments: ["out/hostname", "out", "broken"])
    func link(file: String) throws {
        #expect(symlink("/etc", TemporaryFolder.current.appending("out").string) == 0)
        #expect(symlink("/nowhere/x", TemporaryFolder.current.appending("broken").string) == 0)
        #expect(throws: LibraryError.self) { try library.path(ofFile: file) }
    }

    @Test("The refusal shows a hostile name with escapes")
    func message() {
        let error = LibraryError.leadsOut(file: "../\u{1B}[2J", of: "/library")
        #expect(error.description.contains("'../\\u{1b}[2J'"))
    }
}
