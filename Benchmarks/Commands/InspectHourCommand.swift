import ArgumentParser
import Foundation
import Preflight
import Programme
import Subprocess
import SystemPackage

/// Goes through a recording to its end.
struct InspectHourCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "inspect-hour", shouldDisplay: false)

    enum Way: String, ExpressibleByArgument { case preflight, ffmpeg }

    @Argument var way: Way
    @Argument var file: String
    @Argument var cache: String

    func run() async throws {
        let clock = ContinuousClock()
        let began = clock.now
        var inspection: Inspection?
        switch way {
        case .preflight:
            inspection = try await Preflight(cache: FilePath(cache)).fullInspection(of: FilePath(file))
        case .ffmpeg: try await PreflightSpeed.ffmpeg(["-i", file, "-f", "null", "-"])
        }
        try OwnProcess.tell(
            PreflightSpeed.Facts(
                isMeasured: inspection?.loudness != nil, duration: inspection?.playableDuration,
                took: began.duration(to: clock.now) / .seconds(1), memory: OwnProcess.mostMemory,
                toolMemory: OwnProcess.mostToolMemory))
    }
}
