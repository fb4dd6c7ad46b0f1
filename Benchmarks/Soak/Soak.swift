import Foundation
import Measure
import OnAir
import Programme
import Synchronization
import TestSupport

/// One day: the station, its conductors one after another, and the faults.
struct Soak: Sendable {
    let stand: Stand
    /// Seconds for each half hour.
    let slot: Int
    let seed: UInt64

    /// - Returns: whether the verdict is that all was well.
    func run() async throws -> Bool {
        var random = SplitMix64(seed: seed)
        let start = oddSecond(after: stand.clock.now() + 25)
        let day = SoakDay(from: start, slotLasting: slot, by: &random)
        let faults = SoakFault.some(in: day, by: &random)
        let minutes = Int(day.end.timeIntervalSince(stand.clock.now()) / 60) + 1
        Progress.say(
            "a day of \(SoakDay.slots) slots of \(slot) s, with \(faults.count) faults, about \(minutes) minutes")
        return try await stand.withStation { station in
            try await day.write(to: station, slotLasting: slot)
            try station.add("schedule: { csv: schedule.csv }\nemergency: emergency.mp3\n")
            let samples = Samples()
            try await play(day, faults, at: station, samples)
            let rows = try await stand.playout.log(of: station)
            let verdict = SoakVerdict(day: day, faults: faults, rows: rows, station: station, samples: samples.all)
            print(verdict.text)
            return verdict.isFine
        }
    }

    /// Slots that start and end between the minutes, where the junctions are.
    private func oddSecond(after instant: Date) -> Date {
        let second = Int(instant.timeIntervalSince1970) + 1
        let chosen = (second...).first { start in (0...SoakDay.slots).allSatisfy { (start + $0 * slot) % 60 != 0 } }
        return Date(timeIntervalSince1970: Double(chosen ?? second))
    }

    /// A conductor that is killed is started again after a second, as systemd would.
    private func play(_ day: SoakDay, _ faults: [SoakFault], at station: TestStation, _ samples: Samples) async throws {
        var left = faults.sorted { $0.at < $1.at }
        let end = day.end + 4
        while stand.clock.now() < end {
            let pending = left
            let done: Int = try await stand.playout.runUntilGone(station) { [clock = stand.clock] conductor in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await samples.watch(conductor, clock: clock) }
                    defer { group.cancelAll() }
                    for (index, fault) in pending.enumerated() {
                        try await clock.wait(until: fault.at)
                        Progress.say("\(clock.now().rfc3339): \(fault)")
                        try await fault.inject(into: station, conductor: conductor)
                        if fault.kind == .conductorKilled || fault.kind == .bothKilled { return index + 1 }
                    }
                    try await clock.wait(until: end)
                    return pending.count
                }
            }
            left.removeFirst(done)
            if stand.clock.now() < end { try await Task.sleep(for: .seconds(1)) }
        }
    }
}

/// What the conductors took of the machine, looked at every two seconds.
final class Samples: Sendable {
    struct Sample: Sendable {
        let pid: Int32
        let descriptors: Int
        let residentSize: Int
        let zombies: Int
    }

    private let taken = Mutex<[Sample]>([])
    var all: [Sample] { taken.withLock(\.self) }

    func watch(_ process: ProcessIdentity, clock: SystemWallClock) async throws {
        while ProcessTable.isAlive(process) {
            try await clock.wait(until: clock.now() + 2)
            let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.pid)/fd"))?.count
            guard let descriptors, let usage = Usage(process.pid, includingProportionalSize: false) else { return }
            let sample = Sample(
                pid: process.pid, descriptors: descriptors, residentSize: usage.residentSize,
                zombies: Usage.zombies(of: process.pid))
            taken.withLock { $0.append(sample) }
        }
    }
}

extension Usage {
    /// Children that are gone and were not waited for.
    static func zombies(of pid: Int32) -> Int {
        let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        return pids.filter { child in
            guard let stat = contents(of: "/proc/\(child)/stat"), let end = stat.lastIndex(of: ")") else {
                return false
            }
            let fields = stat[end...].split(separator: " ").dropFirst()
            return fields.first == "Z" && fields.dropFirst().first.flatMap { Int32($0) } == pid
        }.count
    }
}
