import AsRun
import Foundation
import Programme
import SystemPackage

extension Matrix {
    static let studio: [Fault] = [
        Fault(
            name: "Studio not there at the start", how: "Icecast is started 5 s after the start",
            expected: .studioAway(5), prepare: { await $0.studio.stop() },
            inject: { stand in
                try await stand.wait(until: stand.start + 5)
                try await stand.giveStudioBack()
            }),
        Fault(
            name: "Studio restarted around the start", how: "Icecast is killed in the lead-in, and back 1.5 s later",
            expected: .studioAway(1.35)
        ) { stand in
            try await stand.wait(until: stand.start - 0.15)
            await stand.takeStudioAway()
            try await stand.wait(until: stand.start + 1.35)
            try await stand.giveStudioBack()
        },
        Fault(
            name: "Studio restarted mid-programme", how: "Icecast is killed, and back 3 s later",
            expected: .studioAway(3)
        ) { stand in
            try await stand.wait(until: stand.middle)
            await stand.takeStudioAway()
            try await stand.wait(until: stand.middle + 3)
            try await stand.giveStudioBack()
        },
        Fault(
            name: "Studio restarted around the end",
            how: "Icecast is killed 1 s before the end, and back 1 s after it",
            expected: Expectation(deadAir: 1.2, place: nil, end: nil, outcome: .completed, alerts: [])
        ) { stand in
            try await stand.wait(until: stand.end - 1)
            await stand.takeStudioAway()
            try await stand.wait(until: stand.end + 1)
            try await stand.giveStudioBack()
            stand.forgetBack()
        },
        Fault(
            name: "Studio refuses the password", how: "Icecast has another until 5 s after the start",
            expected: .studioAway(5), prepare: { try await $0.restartStudio(password: "another") },
            inject: { stand in
                try await stand.wait(until: stand.start + 5)
                await stand.studio.stop()
                try await stand.giveStudioBack()
            }),
        Fault(
            name: "Password refused mid-programme", how: "Icecast is restarted with another, and 5 s later with ours",
            // Icecast's own end and start, twice, is not ours to shorten.
            expected: .studioAway(5.5)
        ) { stand in
            try await stand.wait(until: stand.middle)
            stand.markFault()
            try await stand.restartStudio(password: "another")
            try await stand.wait(until: stand.middle + 5)
            await stand.studio.stop()
            try await stand.giveStudioBack()
        },
        Fault(
            name: "Studio refuses the mount", how: "another source has it until 5 s after the start",
            expected: Expectation(deadAir: 6.5, back: 1.5, alerts: ["dead-air", "takeover"])
        ) { stand in
            try await OtherSource.holding(StudioServer.mount, of: stand.studio) {
                try await stand.wait(until: stand.start + 5)
            }
            stand.markFault()
            stand.markBack()
        },
    ]
}

extension Expectation {
    /// - Parameter seconds: for how long it cannot be had.
    static func studioAway(_ seconds: Double) -> Expectation {
        // Dead air of less than four seconds is not worth waking anybody for.
        Expectation(deadAir: seconds + 1.5, back: 1.5, alerts: seconds >= 4 ? ["dead-air"] : [])
    }
}

extension Stand {
    func takeStudioAway() async {
        markFault()
        await studio.stop()
    }

    func giveStudioBack() async throws {
        try await studio.start()
        if marks.fault == nil { markFault() }
        markBack()
    }

    func restartStudio(password: String) async throws {
        await studio.stop()
        try await studio.start(password: password)
    }
}
