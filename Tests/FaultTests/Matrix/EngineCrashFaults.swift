import AsRun
import Foundation
import Glibc
import OnAir
import Programme
import SystemPackage

extension Matrix {
    static let crashes: [Fault] = [
        Fault(
            name: "Engine out of memory",
            how: "its control group's memory is limited to nothing; the kernel kills it", scene: Scene(needsRoot: true),
            expected: .engineKilled
        ) { stand in
            try await stand.wait(until: stand.middle)
            let engine = try await stand.untilEngine()
            stand.markFault()
            try await MemoryLimit.exhaust(engine)
        },
        Fault(
            name: "Engine crashes at its first three starts",
            how: "`engine.program` aborts three times, from the pre-roll on", scene: .withEngineOfOurs,
            expected: Expectation(deadAir: 0, outcome: .completed), prepare: { try $0.layOutEngine(crashes: 3) },
            inject: { _ in }),
        Fault(
            name: "Engine killed, and crashes at three starts",
            how: "SIGKILL mid-programme; then `engine.program` aborts three times", scene: .withEngineOfOurs,
            expected: .crashing, prepare: { try $0.layOutEngine(crashes: 0) },
            inject: { stand in
                try await stand.wait(until: stand.middle)
                try stand.letEngineCrash(3)
                try await stand.engine(SIGKILL)
            }),
        Fault(
            name: "Engine crashes at each start", how: "`engine.program` aborts until the slot is over",
            scene: .withEngineOfOurs, expected: .neverOnAir, prepare: { try $0.layOutEngine(crashes: 1000) },
            inject: { stand in
                try await stand.wait(until: stand.end)
                try stand.letEngineCrash(0)
            }),
        Fault(
            name: "The script leaves at each start", how: "`engine.script` is `shutdown()` until the start",
            scene: Scene(engine: ", script: own.liq"), expected: Expectation(deadAir: 0, outcome: .completed),
            prepare: { try $0.put("own.liq", "shutdown()\n") },
            inject: { stand in
                try await stand.wait(until: stand.start)
                try stand.put("own.liq", OnAirScript.text)
            }),
    ]
}

extension Expectation {
    /// An engine that never comes to play has not died of the recording.
    static let crashing = Expectation(deadAir: 2.5)
    /// There is nothing that could play anything.
    static let neverOnAir = Expectation(
        deadAir: 14, place: nil, end: nil, outcome: .failed, heard: [], alerts: ["dead-air"])
}

extension Scene {
    static let withEngineOfOurs = Scene(engine: ", program: ./engine")
}

extension Stand {
    /// A Liquidsoap that crashes at so many starts.
    func layOutEngine(crashes: Int) throws {
        let counter = folder.appending("crashes")
        try FileManager.default.createDirectory(atPath: counter.string, withIntermediateDirectories: true)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: counter.string)
        try letEngineCrash(crashes)
        try put(
            "engine",
            """
            #!/bin/sh
            # The engine may be another user: who removes a file from the folder has that crash.
            for crash in '\(counter)'/*; do
                rm "$crash" 2>/dev/null && kill -ABRT $$
            done
            exec liquidsoap "$@"

            """)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder.appending("engine").string)
    }

    func letEngineCrash(_ times: Int) throws {
        let counter = folder.appending("crashes")
        for name in try FileManager.default.contentsOfDirectory(atPath: counter.string) {
            try FileManager.default.removeItem(atPath: counter.appending(name).string)
        }
        for index in 0..<times { try Data().write(to: URL(filePath: counter.appending("\(index)").string)) }
    }
}
