import Foundation
import Programme
import SystemPackage
import TestSupport
import Testing

@testable import Alerts

@Suite("The book's file", .temporaryFolder) struct FileTests {
    private var path: FilePath { TemporaryFolder.current.appending("alerts.json") }

    @Test("gives back what was kept, and only its owner can read it")
    func roundTrip() throws {
        var book = AlertBook()
        _ = book.update([condition("disk")], at: noon)
        try AlertBookFile(path).save(book)
        let (loaded, complaint) = AlertBookFile(path).load()
        #expect(loaded == book)
        #expect(complaint == nil)
        #expect(try mode(path) == 0o600)
    }

    @Test("that is not there is an empty book, without a complaint")
    func absent() {
        let (loaded, complaint) = AlertBookFile(path).load()
        #expect(loaded == AlertBook())
        #expect(complaint == nil)
    }

    @Test("that is broken is set aside, and said", arguments: ["", "{", "[]", "{\"entries\":{\"x\":1}}", "\u{0}\u{1}"])
    func broken(text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path.string))
        let (loaded, complaint) = AlertBookFile(path).load()
        #expect(loaded == AlertBook())
        #expect(complaint?.contains("alerts.json.damaged") == true)
        #expect(try String(contentsOfFile: path.string + ".damaged", encoding: .utf8) == text)
        #expect(AlertBookFile(path).load().complaint == nil)
    }
}

func mode(_ path: FilePath) throws -> Int {
    try #require(try FileManager.default.attributesOfItem(atPath: path.string)[.posixPermissions] as? Int)
}
