import AsRun
import Foundation
import Glibc
import Programme
import SystemPackage

extension Matrix {
    static let engine: [Fault] = killed + stopped

    private static let killed: [Fault] = [
        Fault(
            name: "Engine killed in pre-roll", how: "SIGKILL 1.5 s before the start",
            expected: Expectation(deadAir: 0, outcome: .completed)
        ) { stand in
            try await stand.wait(until: stand.start - 1.5)
            try await stand.engine(SIGKILL)
        },
        Fault(
            name: "Engine killed in lead-in", how: "SIGKILL 0.15 s before the start",
            expected: Expectation(deadAir: 0.5, outcome: .completed)
        ) { stand in
            try await stand.wait(until: stand.start - 0.15)
            try await stand.engine(SIGKILL)
        },
        Fault(
            name: "Engine killed just after the start", how: "SIGKILL 0.2 s after the start", expected: .engineKilled
        ) { stand in
            try await stand.wait(until: stand.start + 0.2)
            try await stand.engine(SIGKILL)
        },
        Fault(name: "Engine killed mid-programme", how: "SIGKILL", expected: .engineKilled) { stand in
            try await stand.wait(until: stand.middle)
            try await stand.engine(SIGKILL)
        },
        Fault(
            name: "Engine killed just before the end", how: "SIGKILL 1.5 s before the end", expected: .engineKilled
        ) { stand in
            try await stand.wait(until: stand.end - 1.5)
            try await stand.engine(SIGKILL)
        },
    ]

    private static let stopped: [Fault] = [
        Fault(
            name: "Engine stopped in pre-roll", how: "SIGSTOP 1.5 s before the start", expected: .engineHung
        ) { stand in
            try await stand.wait(until: stand.start - 1.5)
            try await stand.engine(SIGSTOP)
        },
        Fault(
            name: "Engine stopped in lead-in", how: "SIGSTOP 0.15 s before the start", expected: .engineHung
        ) { stand in
            try await stand.wait(until: stand.start - 0.15)
            try await stand.engine(SIGSTOP)
        },
        Fault(name: "Engine stopped mid-programme", how: "SIGSTOP", expected: .engineHung) { stand in
            try await stand.wait(until: stand.middle)
            try await stand.engine(SIGSTOP)
        },
        Fault(
            name: "Engine stopped just before the end", how: "SIGSTOP 1 s before the end", expected: .hungAtTheEnd
        ) { stand in
            try await stand.wait(until: stand.end - 1)
            try await stand.engine(SIGSTOP)
        },
    ]
}

extension Expectation {
    static let engineKilled = Expectation(deadAir: 0.5)
    static let engineHung = Expectation(deadAir: 4)
    /// There is no time left to find it and to start another.
    static let hungAtTheEnd = Expectation(deadAir: 1.2, place: nil, end: nil, alerts: [])
}
