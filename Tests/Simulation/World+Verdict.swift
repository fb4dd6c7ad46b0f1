import AsRun
import Foundation
import OnAir
import Programme

// What the log must say when all is over.
extension World {
    func judgeAtTheEnd() {
        for (id, airing) in witness.begun.sorted(by: { $0.key < $1.key }) {
            guard let row = rows[id], row.outcome != nil else {
                violate(.oneRow, "\(id) was begun, and has no finished row (until \(airing.offAir.rfc3339))")
                return
            }
        }
        for row in rows.values.sorted(by: { $0.plannedOnAir < $1.plannedOnAir }) {
            figures.outcomes[row.outcome?.rawValue ?? "unfinished", default: 0] += 1
            judgeTruth(of: row)
        }
        judgePromises()
        judgeAlertsAtTheEnd()
    }

    /// Seconds on air by the log and in truth.
    private func judgeTruth(of row: AsRunEntry) {
        if row.outcome == nil { violate(.oneRow, "the row of \(row.airing) is not finished") }
        guard !witness.wasClockSet.contains(row.airing) else { return }
        let heard = (witness.stretches[row.airing] ?? []).reduce(0) { $0 + $1.to - $1.from }
        let logged = row.secondsOnAir
        // Before the next segment the connection is kept, with a moment of silence.
        let segments = max(row.files.count, witness.begun[row.airing]?.segments.count ?? 0)
        let holds = Self.settings.maxHold * Double(max(0, segments - 1))
        let allowed = 1.5 + holds + (witness.unknowable[row.airing] ?? 0)
        if abs(heard - logged) > allowed + silence(of: row) {
            violate(
                .truth,
                "\(row.airing) was on air for \(heard) s, and the log says \(logged) s (\(row.outcome?.rawValue ?? "")), \(row.interruptions): \(account(of: row))"
            )
        }
    }

    private func account(of row: AsRunEntry) -> String {
        let told = (witness.accounts[row.airing] ?? []).map {
            "\n    \($0.at.rfc3339) \($0.kind) \($0.segment ?? -1) \($0.detail ?? "")"
        }
        let heard = (witness.stretches[row.airing] ?? []).map {
            "\n    \(clock.epoch.addingTimeInterval($0.from).rfc3339) heard for \($0.to - $0.from) s: \($0.take.file)"
        }
        return (told + heard).joined()
    }

    /// What a recording is silent for, the log takes for programme.
    private func silence(of row: AsRunEntry) -> Double {
        let takes = Set(
            (witness.stretches[row.airing] ?? []).map(\.take) + row.files.compactMap { store.known[$0]?.take })
        return takes.reduce(0) { sum, take in
            if case .silent(let from, let to) = take.flaw { return sum + min(to - from, 700) }
            return sum
        }
    }

    /// All that was logged: two runs of a seed differ in nothing.
    package var story: [String] {
        rows.values.sorted { $0.airing < $1.airing }.map { row in
            let gaps = row.interruptions.map { "\($0.from.rfc3339) \($0.to?.rfc3339 ?? "") \($0.reason)" }
            return "\(row.airing) \(row.files) \(row.onAir?.rfc3339 ?? "") \(row.offAir?.rfc3339 ?? "") \(gaps)"
        }
    }

    private func judgePromises() {
        let rows = rows.values.sorted { $0.plannedOnAir < $1.plannedOnAir }
        for promise in promises where isHealthy(promise) {
            guard let row = rows.first(where: { $0.plannedOnAir <= promise.start && promise.start < $0.plannedOffAir })
            else {
                violate(.oneRow, "\(promise.pid) (\(promise.start.rfc3339)) has no row")
                return
            }
            let others = promises.filter { row.plannedOnAir < $0.end && $0.start < row.plannedOffAir }
            guard others.allSatisfy(isHealthy) else { continue }
            figures.unharmed += 1
            let error = row.onAirErrorMs ?? .infinity
            if row.outcome != .completed || abs(error) > 100 || row.files != others.map(\.file) {
                violate(
                    .unharmed,
                    "nothing was wrong with \(row.airing), and it was \(row.outcome?.rawValue ?? "unfinished"), \(error) ms late, with \(row.files): \(row.interruptions)"
                )
            }
        }
    }

    /// Nothing was wrong with the world while it was on air, nor with its recording.
    private func isHealthy(_ promise: Promise) -> Bool {
        guard truths[promise.file]?.isHealthy ?? false else { return false }
        let time = promise.start - 16...promise.end + 1
        return !witness.troubles.contains { $0.overlaps(time) }
    }
}

extension AsRunEntry {
    fileprivate var secondsOnAir: Double {
        guard let onAir, let offAir, onAir < offAir else { return 0 }
        let off = interruptions.reduce(0) { sum, gap in
            let (from, to) = (max(gap.from, onAir), min(gap.to ?? offAir, offAir))
            return sum + max(0, to.timeIntervalSince(from))
        }
        return offAir.timeIntervalSince(onAir) - off
    }
}
