import Foundation
import Programme
import SystemPackage
import Tools

/// Whatever rclone can reach: SFTP, WebDAV, Drive, Dropbox, OneDrive … by a remote of its configuration.
package struct RcloneStore: Store {
    /// `remote:path`
    package let remote: String
    let rclone: StoreCommand
    private let patience: Duration

    private static let mostListing = 400 << 20
    private static let listingLimit = Duration.seconds(180)
    static let options = [
        "--retries=1", "--low-level-retries=3", "--contimeout=5s", "--timeout=60s", "--ask-password=false",
        "--log-level=ERROR", "--use-json-log=false",
    ]

    /// - Parameters:
    ///   - program: a name on the search path, or a path.
    ///   - patience: how long a transfer may bring next to nothing.
    ///   - environment: in addition to ours; `nil` takes a variable away.
    package init(
        remote: String, program: String = "rclone", patience: Duration = .seconds(60),
        environment: [String: String?] = [:]
    ) {
        (self.remote, self.patience) = (remote, patience)
        // It takes this for a certificate of its own, and fails.
        let without: [String: String?] = ["AWS_CA_BUNDLE": nil]
        rclone = StoreCommand(
            tool: ToolCommand(
                program: program, remedy: "apt-get install rclone", passing: ["RCLONE_", "AWS_", "GOOGLE_", "AZURE_"],
                environment: environment.merging(without) { $1 }))
    }

    package var name: String { remote }
    /// Uploads grow there before everybody's eyes, and pause.
    package var quiet: Double? { 30 }

    private struct Entry: Decodable {
        let path: String
        let size: Int64
        let modTime: Date
        let isDir: Bool
        let hashes: [String: String]?
    }

    package func list() async throws -> [StoreObject] {
        let arguments = ["lsjson", "--recursive", "--files-only", "--no-mimetype"] + Self.options + ["--", remote]
        let output = try await rclone.collect(arguments, atMost: Self.mostListing, within: Self.listingLimit)
        guard output.isSuccess else { throw complaint(output) }
        do {
            let entries: [Entry] = try CapitalisedJSON.decode(from: Data(output.bytes))
            return entries.map(object)
        } catch {
            throw StoreError(.other, "rclone lists \(name) in a way that is not understood: \(error)")
        }
    }

    private func object(_ entry: Entry) -> StoreObject {
        StoreObject(
            file: entry.path, size: max(0, entry.size), modified: entry.modTime,
            version: "\(entry.size) \(entry.modTime.rfc3339)",
            obstacle: entry.size < 0 ? "not a file but something that is made when it is asked for" : nil)
    }

    /// As it was when it was listed, and as the remote's own checksum says, where it has one.
    package func fetch(_ object: StoreObject, into file: StagedFile) async throws {
        let place = place(object.file)
        let output = try await rclone.pour(
            ["cat"] + Self.options + ["--", place], into: file, patience: patience)
        guard output.isSuccess else { throw complaint(output, about: object) }
        let now = try await look(at: place, object)
        guard self.object(now).version == object.version else {
            throw StoreError(.replaced, "\(shown(object)) has changed while it was fetched: it is tried again")
        }
        guard file.isComplete, output.bytes.isEmpty else {
            throw StoreError(.cut, "\(file.received) of \(file.size) bytes of \(shown(object)) came: it is tried again")
        }
        let sums = [("md5", file.md5), ("sha1", file.sha1), ("sha256", file.sha256)]
        for (kind, sum) in sums {
            guard let theirs = now.hashes?[kind], !theirs.isEmpty else { continue }
            if theirs.lowercased() == sum { return }
            throw StoreError(
                .corrupted, "\(shown(object)) arrived damaged: its checksum is not the store's; it is tried again")
        }
    }

    func place(_ file: String) -> String {
        remote + (remote.hasSuffix(":") || remote.hasSuffix("/") ? "" : "/") + file
    }

    private func look(at place: String, _ object: StoreObject) async throws -> Entry {
        let hashes = ["--hash", "--hash-type=md5", "--hash-type=sha1", "--hash-type=sha256"]
        let arguments = ["lsjson", "--stat", "--no-mimetype"] + hashes + Self.options + ["--", place]
        // A server may have to read the whole of it for that.
        let output = try await rclone.collect(arguments, atMost: 1 << 20, within: .seconds(300))
        guard output.isSuccess else { throw complaint(output, about: object) }
        guard let entry: Entry = try? CapitalisedJSON.decode(from: Data(output.bytes)) else {
            throw StoreError(.gone, "\(shown(object)) is not there any more")
        }
        return entry
    }

    private func shown(_ object: StoreObject) -> String { ShownName.of(object.file) }

    private func complaint(_ output: StoreCommand.Output, about object: StoreObject? = nil) -> StoreError {
        RcloneComplaint(text: output.complaints, remote: remote, file: object.map(shown)).error
    }
}
