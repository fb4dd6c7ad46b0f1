import Foundation
import Glibc
import Measure
import OnAir
import Programme
import SystemPackage

/// Something that goes wrong in the course of a day.
struct SoakFault: Sendable, CustomStringConvertible {
    enum Kind: String, Sendable, CaseIterable {
        case engineKilled = "the engine is killed"
        case engineStopped = "the engine is stopped (SIGSTOP)"
        case conductorKilled = "the conductor is killed"
        case bothKilled = "the conductor and the engine are killed"
        case studioAway = "the studio is away for two seconds"
        case connectionCut = "the connection is cut"
        case recordingTruncated = "the recording is cut short on the disk"
        case libraryAway = "the library is away for three seconds"
    }

    let at: Date
    let kind: Kind

    var description: String { kind.rawValue }

    /// One in every third slot or so, somewhere in it, and none in the last, at whose end the books are made.
    static func some(in day: SoakDay, by random: inout some RandomNumberGenerator) -> [SoakFault] {
        day.entries.dropLast().compactMap { entry in
            guard Int.random(in: 0..<3, using: &random) == 0 else { return nil }
            let kind = Kind.allCases.randomElement(using: &random) ?? .engineKilled
            let seconds = entry.end.timeIntervalSince(entry.start)
            let place = Double.random(in: -2...(seconds - 2), using: &random)
            return SoakFault(at: entry.start + place, kind: kind)
        }
    }

    func inject(into station: TestStation, conductor: ProcessIdentity) async throws {
        switch kind {
        case .engineKilled: signal(engines(of: station), SIGKILL)
        case .engineStopped: signal(engines(of: station), SIGSTOP)
        case .conductorKilled: signal([conductor], SIGKILL)
        case .bothKilled: signal([conductor] + engines(of: station), SIGKILL)
        case .connectionCut: station.studio.tap.cut()
        case .studioAway:
            station.studio.tap.refuse()
            station.studio.tap.cut()
            try await Task.sleep(for: .seconds(2))
            try station.studio.tap.listen()
        case .recordingTruncated:
            // The emergency recording is there once only, and is needed for the rest of the day.
            for (folder, airing) in AiringFolders(state: station.state).unfinished()
            where airing.segments.first?.origin != .emergency {
                truncate(folder.path.appending("0.mp3").string, 2000)
            }
        case .libraryAway:
            let away = station.folder.appending("away")
            rename(station.library.string, away.string)
            try await Task.sleep(for: .seconds(3))
            rename(away.string, station.library.string)
        }
    }

    private func engines(of station: TestStation) -> [ProcessIdentity] {
        AiringFolders(state: station.state).unfinished().flatMap { folder, _ in
            ProcessTable.processes(withVariable: "PLAYOUT_AIRING_FOLDER", value: folder.path.string)
        }
    }

    private func signal(_ processes: [ProcessIdentity], _ signal: Int32) {
        for process in processes where ProcessTable.isAlive(process) { kill(process.pid, signal) }
    }
}
