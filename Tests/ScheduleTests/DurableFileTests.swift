import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Schedule

@Suite(.temporaryFolder)
struct DurableFileTests {
    let file = TemporaryFolder.current.appending("token.json")

    func replace(_ file: FilePath, with text: String) throws {
        try DurableFile(file, permissions: .ownerReadWrite).replace(with: Data(text.utf8))
    }

    @Test("Whoever writes it, the file keeps its owner and its group")
    func owner() throws {
        try replace(file, with: "a")
        // Root can give a file away; anybody else has groups of their own at least.
        var groups = [gid_t](repeating: getegid(), count: 64)
        let count = getgroups(64, &groups)
        let isRoot = geteuid() == 0
        let (user, group) = isRoot ? (12_345, 12_346) : (geteuid(), groups[max(0, Int(count) - 1)])
        #expect(chown(file.string, user, group) == 0)
        try replace(file, with: "b")
        let facts = try Stat(file)
        #expect(facts.userID.rawValue == user && facts.groupID.rawValue == group)
        #expect(facts.permissions == .ownerReadWrite)
        #expect(FileManager.default.contents(atPath: file.string) == Data("b".utf8))
    }

    @Test("Of symbolic links, what they lead to is written, also where it is not there yet")
    func links() throws {
        let folder = TemporaryFolder.current.appending("keys")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: false)
        let link = TemporaryFolder.current.appending("link")
        #expect(symlink("keys/real.json", link.string) == 0)
        #expect(symlink(link.string, file.string) == 0)
        for text in ["a", "b"] {
            try replace(file, with: text)
            #expect(FileManager.default.contents(atPath: folder.appending("real.json").string) == Data(text.utf8))
        }
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: file.string) == link.string)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.string) == ["real.json"])
    }
}
