import Foundation
import Measure
import OnAir
import Programme
import SystemPackage

/// Two machines with the same configuration and the same library, and one mount; the studio is a third host.
struct Pair: Sendable {
    let network: Network
    let tap: ByteTap
    let icecast: IcecastServer
    let folder: FilePath
    let first: Machine
    let second: Machine

    /// - Parameter mounts: the first machine's and the second's.
    static func with<Value: Sendable>(
        icecast options: IcecastServer.Options = .init(), mounts: [String] = ["/test", "/test"],
        _ body: @escaping @Sendable (Pair) async throws -> Value
    ) async throws -> Value {
        try await Network.with(hosts: 2) { network in
            try await withTemporaryFolder("playout-pair") { folder in
                try await IcecastServer.run(options) { icecast in
                    let tap = try ByteTap(to: icecast.port, at: network.studio)
                    let machines = zip(network.hosts, ["first", "second"]).map { host, name in
                        Machine(host: host, folder: folder.appending(name))
                    }
                    let pair = Pair(
                        network: network, tap: tap, icecast: icecast, folder: folder, first: machines[0],
                        second: machines[1])
                    defer {
                        tap.stop()
                        for machine in machines { machine.endEngines() }
                    }
                    try pair.prepare(mounts)
                    return try await body(pair)
                }
            }
        }
    }

    private func prepare(_ mounts: [String]) throws {
        for folder in [folder.appending("programmes"), first.folder, second.folder] {
            try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        }
        for (machine, mount) in zip([first, second], mounts) {
            let file = URL(filePath: machine.folder.appending("playout.yaml").string)
            try Data(configuration(mount).utf8).write(to: file)
        }
    }

    private func configuration(_ mount: String) -> String {
        """
        station: { name: Test FM, timezone: UTC, standby: true }
        library: { folder: \(folder)/programmes }
        studio:
          host: \(Network.studioName)
          port: \(tap.port)
          mount: \(mount)
          password: \(icecast.options.sourcePassword)
        engine: { preRoll: 3 }
        state: state

        """
    }

    /// The next whole second after so many from which `length` seconds end at no whole minute, where junctions are.
    func start(in seconds: Double, length: Int) -> Date {
        let second = Int(Date().timeIntervalSince1970 + seconds) + 1
        let chosen = (second...).first { ($0 + length) % 60 != 0 } ?? second
        return Date(timeIntervalSince1970: Double(chosen))
    }

    /// A time-coded recording in the library, for both.
    func record(_ programme: Int, at start: Date, length: Int) async throws {
        let name = RecordingName(
            time: LocalTime(start, in: .gmt), pid: try PID("show\(programme)"), fileExtension: "mp3"
        ).fileName
        // Nobody sees it grow.
        let partial = folder.appending("partial.mp3")
        try await TimeCode(programme: programme, duration: Double(length)).write(to: partial)
        let file = folder.appending("programmes").appending(name)
        try FileManager.default.moveItem(atPath: partial.string, toPath: file.string)
        try FileManager.default.setAttributes([.modificationDate: Date() - 60], ofItemAtPath: file.string)
    }
}

/// What was measured, for whoever reads the tests' output.
func report(_ what: String, _ seconds: Double?) {
    print("measured: \(what): \(seconds.map { String(format: "%+.1f ms", $0 * 1000) } ?? "nothing")")
}
