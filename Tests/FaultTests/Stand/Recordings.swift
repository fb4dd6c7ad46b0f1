import Foundation
import Measure
import SystemPackage

/// Time-coded recordings, each made once and copied then: making one keeps a core busy that others need.
actor Recordings {
    static let shared = Recordings()
    private var made: [TimeCode: Task<Data, any Error>] = [:]

    /// Makes what a scene needs, before its times are set.
    func make(for scene: Scene) async throws {
        let show = TimeCode(programme: Stand.show, duration: Double(scene.length))
        for code in [show, .next, .emergency] { _ = try await data(of: code) }
    }

    func write(_ code: TimeCode, to file: FilePath) async throws {
        try await data(of: code).write(to: URL(filePath: file.string))
    }

    func data(of code: TimeCode) async throws -> Data {
        let task =
            made[code]
            ?? Task {
                try await withTemporaryFolder("playout-recording") { folder in
                    let file = folder.appending("recording.mp3")
                    try await code.write(to: file)
                    return try Data(contentsOf: URL(filePath: file.string))
                }
            }
        made[code] = task
        return try await task.value
    }
}

extension TimeCode {
    static let next = TimeCode(programme: Stand.next, duration: Double(Stand.nextLength))
    static let emergency = TimeCode(programme: Stand.emergency, duration: 6)
}
