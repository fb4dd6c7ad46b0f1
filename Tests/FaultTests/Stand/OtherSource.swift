import Foundation
import Measure
import Subprocess
import SystemPackage

/// Somebody else who is on air at the studio.
enum OtherSource {
    /// From about now until `body` has ended.
    static func holding(
        _ mount: String, of studio: StudioServer, while body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let url = "icecast://source:\(studio.password)@127.0.0.1:\(studio.port)\(mount)"
        let sound = ["-re", "-f", "lavfi", "-i", "anullsrc", "-c:a", "libopus", "-f", "ogg"]
        _ = try await Subprocess.run(
            .name("ffmpeg"), arguments: Arguments(["-nostdin", "-loglevel", "error"] + sound + [url]),
            input: .none, output: .discarded, error: .discarded
        ) { process in
            let result = await Result { try await body() }
            try? process.send(signal: .kill)
            return result
        }.closureResult.get()
    }
}
