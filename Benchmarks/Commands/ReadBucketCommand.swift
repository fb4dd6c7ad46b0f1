import ArgumentParser
import Foundation
import Library
import Programme
import Subprocess
import SystemPackage
import Tools

/// A process of its own reads the bucket, so that what it takes is all its own.
struct ReadBucketCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "read-bucket", shouldDisplay: false)

    enum Way: String, ExpressibleByArgument { case spool, sync, lengths }

    @Argument var way: Way
    @Argument var endpoint: String
    @Argument var folder: String

    func run() async throws {
        let clock = ContinuousClock()
        let began = clock.now
        let found =
            switch way {
            case .spool: try await spool()
            case .sync: try await synchronise()
            case .lengths: try await lengths()
            }
        let facts = BucketReading.Facts(
            found: found, took: began.duration(to: clock.now) / .seconds(1), memory: OwnProcess.mostMemory,
            toolMemory: OwnProcess.mostToolMemory)
        try OwnProcess.tell(facts)
    }

    /// As the conductor does it at each look.
    private func spool() async throws -> Int {
        let store = S3Store(
            S3Settings(bucket: BucketReading.bucket, place: .init(region: "us-east-1", endpoint: endpoint)))
        let spool = Spool(store, folder: FilePath(folder))
        await spool.refresh()
        return try await spool.list().recordings.count
    }

    private func synchronise() async throws -> Int {
        try await finish(
            "aws",
            [
                "s3", "sync", "s3://\(BucketReading.bucket)", folder, "--endpoint-url", endpoint, "--region",
                "us-east-1", "--no-progress",
            ])
        return try names().count
    }

    private func lengths() async throws -> Int {
        let names = try names()
        for name in names { try await finish("mp3info", ["-p", "%S", FilePath(folder).appending(name).string]) }
        return names.count
    }

    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder) }

    private func finish(_ program: String, _ arguments: [String]) async throws {
        let result = try await Subprocess.run(
            .name(program), arguments: Arguments(arguments), input: .none, output: .discarded,
            error: .currentStandardError)
        guard result.terminationStatus.isSuccess else { throw ExitCode.failure }
    }
}
