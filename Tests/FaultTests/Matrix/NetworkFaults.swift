import AsRun
import Foundation
import Glibc
import Measure
import Programme

extension Matrix {
    static let network: [Fault] = [
        Fault(
            name: "Network cut around the start",
            how: "it swallows every packet from 1 s before the start to 4 s after it", scene: .withNetwork,
            expected: Expectation(
                deadAir: 7.2, back: 3.2, alerts: ["dead-air"],
                floor: "a connection's first packet is sent again after 1, 3 and 7 s")
        ) { stand in
            try await stand.wait(until: stand.start - 1)
            try await stand.cut(until: stand.start + 4)
        },
        Fault(
            name: "Network cut mid-programme", how: "it swallows every packet for 3 s", scene: .withNetwork,
            expected: Expectation(
                deadAir: 6.5, back: 3.5, outcome: .completed,
                alerts: [],
                floor: "what is lost is sent again after 0.2, 0.6, 1.4, 3 and 6.2 s; the studio has kept the connection"
            )
        ) { stand in
            try await stand.wait(until: stand.middle)
            try await stand.cut(until: stand.middle + 3)
        },
        Fault(
            name: "Network cut for longer than the studio waits", how: "it swallows every packet for 13 s",
            scene: Scene(length: 32, needsRoot: true, network: true),
            expected: Expectation(
                deadAir: 16.2, back: 3.2, alerts: ["dead-air", "resumed"],
                floor: "a connection's first packet is sent again after 1, 3 and 7 s")
        ) { stand in
            try await stand.wait(until: stand.start + 5)
            try await stand.cut(until: stand.start + 18)
        },
        Fault(
            name: "Network cut around the end",
            how: "it swallows every packet from 1 s before the end to 1 s after it",
            scene: Scene(needsRoot: true, network: true),
            expected: Expectation(deadAir: 1.2, place: nil, end: nil, outcome: .completed, alerts: [])
        ) { stand in
            try await stand.wait(until: stand.end - 1)
            try await stand.cut(until: stand.end + 1)
            stand.forgetBack()
        },
        Fault(
            name: "Network slow", how: "100 kbit/s for 5 s, for a stream of 256", scene: .withNetwork,
            expected: Expectation(
                deadAir: 6.5, back: 1.5, outcome: .completed, alerts: [],
                floor: "what gets through is 40 %; the rest comes late")
        ) { stand in
            try await stand.wait(until: stand.start + 4)
            let (network, host) = try stand.network()
            try await network.slow(host, to: 100_000)
            try await stand.mend(at: stand.start + 9)
        },
        Fault(
            name: "Network loses packets", how: "one of eight, both ways, for 6 s", scene: .withNetwork,
            expected: Expectation(
                deadAir: 3, back: 1.5, outcome: .completed, alerts: [],
                floor: "what is lost is sent again after 0.2 s at the least"
            )
        ) { stand in
            try await stand.wait(until: stand.start + 4)
            let (network, host) = try stand.network()
            try await network.lose(oneIn: 8, of: host)
            try await stand.mend(at: stand.start + 10)
        },
        Fault(
            name: "Studio's name unknown at the start", how: "it resolves to nothing until 5 s after the start",
            scene: .withNetwork, expected: .studioAway(5), prepare: { try $0.network().0.forgetStudio() },
            inject: { stand in
                try await stand.wait(until: stand.start + 5)
                try stand.network().0.rememberStudio()
                stand.markFault()
                stand.markBack()
            }),
        Fault(
            name: "Studio's name unknown, and the engine killed",
            how: "it resolves to nothing for 3 s from mid-programme; SIGKILL at its beginning", scene: .withNetwork,
            expected: Expectation(deadAir: 4.5, back: 1.5)
        ) { stand in
            try await stand.wait(until: stand.middle)
            try stand.network().0.forgetStudio()
            try await stand.engine(SIGKILL)
            try await stand.wait(until: stand.middle + 3)
            try stand.network().0.rememberStudio()
            stand.markBack()
        },
    ]
}

extension Scene {
    static let withNetwork = Scene(needsRoot: true, network: true)
}

extension Stand {
    /// From now on.
    func cut(until instant: Date) async throws {
        markFault()
        let (network, host) = try network()
        try await network.swallow(host)
        try await mend(at: instant)
    }

    /// What was on its way comes late; the place is measured when that is over.
    func mend(at instant: Date) async throws {
        if marks.fault == nil { markFault() }
        try await wait(until: instant)
        let (network, host) = try network()
        try await network.mend(host)
        markBack()
        try await wait(until: min(instant + 4, end - 1.5))
        markPlace()
    }
}
