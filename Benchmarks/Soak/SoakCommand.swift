import ArgumentParser
import Foundation
import Measure
import OnAir
import Programme
import SystemPackage

struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Plays a compressed broadcast day with faults at random, and ends with a verdict.",
        discussion: """
            The 48 half hours of a day, each of some seconds, are put on air by the real `playout run` through real \
            Liquidsoap into a real Icecast, while engines, conductors, the studio and recordings fail at random. The \
            seed is printed first: the same seed gives the same day and the same faults. At the end each airing must \
            be accounted for in the as-run log, and no process, file, descriptor or memory may have leaked. It leaves \
            nothing running, also after Ctrl-C.
            """)

    @Option(help: .init("The playout program, built with `swift build -c release`.", valueName: "path"))
    var playout = ".build/release/playout"

    @Option(help: .init("How many seconds stand for half an hour, from 10.", valueName: "seconds"))
    var slot = 15

    @Option(help: .init("The seed of an earlier run, to have the same day again.", valueName: "number"))
    var seed: UInt64 = .random(in: 0..<1_000_000)

    func validate() throws {
        guard (10...600).contains(slot) else { throw ValidationError("--slot takes 10 to 600 seconds") }
    }

    func run() async throws {
        do {
            let program = PlayoutProgram(path: FilePath(playout))
            try program.validate()
            Progress.say("seed \(seed) (make soak SEED=\(seed) SLOT=\(slot) plays this day again)")
            let isFine = try await Interruption.cancelling {
                try await Soak(stand: Stand(playout: program, isQuick: false), slot: slot, seed: seed).run()
            }
            if !isFine { throw ExitCode.failure }
        } catch let exit as ExitCode {
            throw exit
        } catch {
            Progress.say("soak: \(error)")
            throw ExitCode.failure
        }
    }
}
