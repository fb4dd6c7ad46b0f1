import Foundation
import Programme
import SystemPackage

/// Where deliveries wait: a file for each, which only its owner can read.
struct OutboxFolder: Sendable {
    let path: FilePath

    /// - Throws: `Errno`, or what the encoder says.
    func keep(_ delivery: Delivery) throws {
        try PrivateFile.makeFolder(path)
        try PrivateFile.write(FactsJSON.encode(delivery), to: file(delivery))
    }

    func remove(_ delivery: Delivery) { _ = unlink(file(delivery).string) }

    func has(_ delivery: Delivery) -> Bool { access(file(delivery).string, F_OK) == 0 }

    /// In order of time. What cannot be read is set aside; of too many, the newest.
    func load() -> (deliveries: [Delivery], damaged: [String]) {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path.string)) ?? [])
            .filter { $0.hasSuffix(".json") }
        var (found, damaged): ([Delivery], [String]) = ([], [])
        for name in names {
            guard let file = FilePath.Component(name).map({ path.appending($0) }) else { continue }
            if let data = FileManager.default.contents(atPath: file.string),
                let delivery = try? FactsJSON.decode(Delivery.self, from: data), delivery.name + ".json" == name
            {
                found.append(delivery)
            } else {
                rename(file.string, file.string + ".damaged")
                damaged.append(name)
            }
        }
        return (found.sorted { ($0.message.at, $0.message.id) < ($1.message.at, $1.message.id) }, damaged)
    }

    private func file(_ delivery: Delivery) -> FilePath { path.appending(delivery.name + ".json") }
}

/// A file that is replaced as a whole and that nobody but its owner can read.
package enum PrivateFile {
    package static func makeFolder(_ path: FilePath) throws {
        if mkdir(path.string, 0o700) == 0 { hand(path) } else if errno != EEXIST { throw Errno(rawValue: errno) }
    }

    /// What root makes belongs to whoever the folder around it belongs to: a conductor must be able to read it.
    private static func hand(_ path: FilePath) {
        var around = stat()
        guard geteuid() == 0, lstat(path.removingLastComponent().string, &around) == 0 else { return }
        lchown(path.string, around.st_uid, around.st_gid)
    }

    /// - Throws: `Errno`.
    package static func write(_ data: Data, to path: FilePath) throws {
        let temporary = FilePath(path.string + ".tmp")
        do {
            let file = try FileDescriptor.open(
                temporary, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: .ownerReadWrite)
            _ = try file.closeAfter { try file.writeAll(data) }
            hand(temporary)
            guard rename(temporary.string, path.string) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unlink(temporary.string)
            throw error
        }
    }
}
