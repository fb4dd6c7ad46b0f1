import AsRun
import Foundation
import Glibc
import OnAir
import Programme
import Subprocess
import SystemPackage

extension Matrix {
    static let conductor: [Fault] = [
        Fault(
            name: "Conductor restarted in pre-roll", how: "SIGKILL 1.5 s before the start, and started again",
            expected: .nothing
        ) { stand in
            try await stand.wait(until: stand.start - 1.5)
            try await stand.restartConductor(by: SIGKILL)
        },
        Fault(
            name: "Conductor killed around the start",
            how: "SIGKILL 0.3 s before the start, and started again 1 s later", expected: .nothing
        ) { stand in
            try await stand.wait(until: stand.start - 0.3)
            try await stand.restartConductor(by: SIGKILL, after: 1)
        },
        Fault(
            name: "Conductor killed mid-programme", how: "SIGKILL, and started again 2 s later", expected: .nothing
        ) { stand in
            try await stand.wait(until: stand.middle)
            try await stand.restartConductor(by: SIGKILL, after: 2)
        },
        Fault(
            name: "Conductor killed around the end", how: "SIGKILL 0.5 s before the end, and started again 1 s later",
            expected: Expectation(deadAir: 0, place: nil, outcome: .completed, alerts: [])
        ) { stand in
            try await stand.wait(until: stand.end - 0.5)
            try await stand.restartConductor(by: SIGKILL, after: 1)
        },
        Fault(
            name: "Conductor upgraded mid-programme", how: "SIGTERM, and another copy of the program is started",
            expected: .nothing
        ) { stand in
            try await stand.wait(until: stand.middle)
            let copy = stand.folder.appending("playout-next")
            try FileManager.default.copyItem(atPath: Conductors.program.string, toPath: copy.string)
            stand.markFault()
            await stand.conductors.stop()
            try await stand.conductors.start(copy)
        },
        Fault(
            name: "Conductor started twice", how: "a second `playout run` mid-programme", expected: .nothing
        ) { stand in
            try await stand.wait(until: stand.middle)
            stand.markFault()
            let second = try await stand.conductors.run(["run"])
            guard case .exited(1) = second.status, second.messages.contains("another conductor") else {
                throw Stand.Missing(description: "the second conductor was not refused: \(second.messages)")
            }
        },
    ]

    static let machine: [Fault] = [
        Fault(
            name: "Engine and conductor killed at once",
            how: "SIGKILL to both mid-programme; the conductor is started again 1 s later",
            expected: Expectation(deadAir: 2.5, back: 1.5)
        ) { stand in
            try await stand.wait(until: stand.middle)
            try await stand.killBoth()
            try await stand.wait(until: stand.middle + 1)
            stand.markBack()
            try await stand.conductors.start()
        },
        Fault(
            name: "Engine and conductor killed in pre-roll",
            how: "SIGKILL to both 2 s before the start; the conductor is started again at once",
            expected: Expectation(deadAir: 0, outcome: .completed)
        ) { stand in
            try await stand.wait(until: stand.start - 2)
            try await stand.killBoth()
            try await stand.conductors.start()
        },
        Fault(
            name: "Machine lost and booted mid-programme",
            how: "SIGKILL to both 2 s after the start; started 6 s later, with the state as it was left",
            expected: Expectation(deadAir: 7.5, back: 1.5)
        ) { stand in
            try await stand.wait(until: stand.start + 2)
            try await stand.killBoth()
            try await stand.wait(until: stand.start + 8)
            stand.markBack()
            try await stand.conductors.start()
        },
        Fault(
            name: "Machine booted mid-programme",
            how: "first started 5 s after the start, with the state of a programme that was lost before",
            scene: Scene(conducts: false), expected: Expectation(deadAir: 6.5, back: 1.5),
            prepare: { try await $0.loseAnEarlierProgramme() },
            inject: { stand in
                try await stand.wait(until: stand.start + 5)
                stand.markFault()
                stand.markBack()
                try await stand.conductors.start()
            }),
    ]
}

extension Stand {
    func restartConductor(by signal: Int32, after seconds: Double = 0) async throws {
        markFault()
        let due = clock.now() + seconds
        await conductors.end(by: signal)
        try await wait(until: due)
        try await conductors.start()
    }

    func killBoth() async throws {
        let engine = try await untilEngine()
        markFault()
        kill(engine.pid, SIGKILL)
        await conductors.end(by: SIGKILL)
    }

    /// A programme before this one, in whose middle the machine lost its power.
    func loseAnEarlierProgramme() async throws {
        let earlier = start - 4
        try await record(5, at: earlier, length: 3, pid: "earlier")
        try await conductors.start()
        try await wait(until: earlier + 1)
        try await killBoth()
    }
}
