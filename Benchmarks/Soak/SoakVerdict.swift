import Foundation
import OnAir
import Programme
import SystemPackage

/// What a day came to.
struct SoakVerdict {
    let day: SoakDay
    let faults: [SoakFault]
    let rows: [PlayoutProgram.LogEntry]
    let station: TestStation
    let samples: [Samples.Sample]

    /// Seconds around a fault in which an airing may be the worse for it.
    private static let reach = 8.0
    /// Seconds of dead air that one fault may cost at most: a hung engine, or a studio that is away.
    private static let mostDeadAir = 6.0
    /// Bytes by which the conductor may grow from the day's second quarter to its last.
    private static let mostGrowth = 8 << 20
    private static let mostDescriptors = 4

    var isFine: Bool { complaints.isEmpty }

    var text: String {
        let outcomes = Dictionary(grouping: rows) { $0.outcome ?? "unfinished" }
            .map { "\($1.count) \($0)" }.sorted().joined(separator: ", ")
        let deadAir = rows.flatMap(\.interruptions).reduce(0) { $0 + $1.seconds }
        let verdict = isFine ? "fine" : "NOT FINE:\n" + complaints.map { "  - \($0)" }.joined(separator: "\n")
        return """
            airings: \(day.entries.count) planned, \(rows.count) in the log (\(outcomes))
            faults: \(faults.count); dead air in all \(String(format: "%.1f", deadAir)) s
            conductors: \(Set(samples.map(\.pid)).count); \(memory)
            verdict: \(verdict)
            """
    }

    private var memory: String {
        let size = samples.map(\.residentSize).max() ?? 0
        return "at most \(size >> 20) MB and \(samples.map(\.descriptors).max() ?? 0) descriptors"
    }

    private var complaints: [String] { accounts + leftovers + growth }

    private var accounts: [String] {
        day.entries.flatMap { entry -> [String] in
            let own = rows.filter { $0.airing == (try? entry.airing) }
            guard own.count == 1, let row = own.first else { return ["\(entry.pid) has \(own.count) rows in the log"] }
            let near = faults.filter {
                $0.at > entry.start - Self.reach && $0.at < entry.end + 2
            }
            let deadAir = row.interruptions.reduce(0) { $0 + $1.seconds }
            let outcome = row.outcome ?? "unfinished"
            if near.isEmpty, outcome != "completed" {
                return ["\(entry.pid) (\(entry.content)) is \(outcome), and nothing was wrong: \(row.reasons)"]
            }
            if near.isEmpty, row.origin != entry.content.origin.rawValue {
                return ["\(entry.pid) (\(entry.content)) was \(row.origin), and nothing was wrong"]
            }
            if !["completed", "interrupted"].contains(outcome) {
                return ["\(entry.pid) (\(entry.content)) is \(outcome) after \(near): \(row.reasons)"]
            }
            if deadAir > Self.mostDeadAir * Double(max(near.count, 1)) {
                return ["\(entry.pid) had \(deadAir) s of dead air after \(near): \(row.reasons)"]
            }
            return []
        }
    }

    private var leftovers: [String] {
        let folders = AiringFolders(state: station.state)
        let unfinished = folders.unfinished().map { "\($0.airing.id) is unfinished in the state folder" }
        let engines = ((try? FileManager.default.contentsOfDirectory(atPath: folders.home.string)) ?? []).flatMap {
            ProcessTable.processes(withVariable: "PLAYOUT_AIRING_FOLDER", value: folders.home.appending($0).string)
        }
        let refuge = FileManager.default.fileExists(atPath: folders.refuge.string) ? ["the refuge was needed"] : []
        return unfinished + engines.map { "engine \($0.pid) is still at work" } + refuge + recordings(folders.home)
            + (samples.suffix(3).allSatisfy { $0.zombies > 0 } ? ["there are zombies"] : [])
    }

    /// What was laid ready for an engine is let go of when its airing is over.
    private func recordings(_ home: FilePath) -> [String] {
        let files = FileManager.default.enumerator(atPath: home.string)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".mp3") }.map { "\($0) is left in the state folder" }
    }

    /// Of the conductor that was at work longest.
    private var growth: [String] {
        let own = Dictionary(grouping: samples, by: \.pid).values.max { $0.count < $1.count } ?? []
        guard own.count >= 40 else {
            return [
                "no conductor was at work for long enough to see whether it grows: take another SEED, or longer slots"
            ]
        }
        let early = own[(own.count / 4)..<(own.count / 2)]
        let late = own.suffix(own.count / 4)
        let size = median(late.map(\.residentSize)) - median(early.map(\.residentSize))
        let descriptors = median(late.map(\.descriptors)) - median(early.map(\.descriptors))
        return (size > Self.mostGrowth ? ["the conductor grew by \(size >> 20) MB"] : [])
            + (descriptors > Self.mostDescriptors ? ["the conductor has \(descriptors) more descriptors"] : [])
    }

    private func median(_ values: [Int]) -> Int { values.sorted()[values.count / 2] }
}
