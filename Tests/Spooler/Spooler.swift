import Foundation
import Library
import Logging
import Programme
import SystemPackage
import Tools

/// What the conductor does about its library, and nothing else, as a program that tests can kill: fetches all that is in
/// a bucket, and says `all here` when it is. Reads `aws program, bucket, endpoint, spool folder` from its arguments.
@main
struct Spooler {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 5 else { fatalError("usage: spooler AWS BUCKET ENDPOINT FOLDER") }
        let store = S3Store(
            S3Settings(bucket: words[2], place: .init(region: "us-east-1", endpoint: words[3])), program: words[1])
        var limits = SpoolLimits()
        (limits.period, limits.reserve) = (5, 0)
        let spool = Spool(
            store, folder: FilePath(words[4]), limits: limits,
            logger: Logger(label: "spooler", factory: { _ in SwiftLogNoOpLogHandler() }))
        try await spool.run {
            guard let listing = try? await spool.list() else { return }
            let files = listing.recordings.map(\.file)
            let now = Date()
            await spool.follow(files.map { Need(file: $0, start: now + 3600, end: now + 7200) })
            if files.allSatisfy({ spool.absence(ofFile: $0) == nil }) {
                FileHandle.standardOutput.write(Data("all here\n".utf8))
            }
        }
    }
}
