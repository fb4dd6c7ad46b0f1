import Foundation
import Plan
import Programme

/// Where recordings live. It can be away, and files come, go and are replaced.
struct SimulatedStore {
    struct Shelf {
        var recording: Recording
        var take: Take
        /// It has been decoded to its end.
        var isExamined = false
    }

    static let emergency = "/etc/playout/emergency.mp3"

    var isAway = false
    private(set) var shelves: [String: Shelf] = [:]
    /// Changes whenever there would be something new to plan.
    private(set) var version = 0
    private var takes = 0
    /// Whatever was there once.
    private(set) var known: [String: Shelf] = [:]
    /// On the machine's own disk; `nil` where the station has none.
    private(set) var emergencyTake: Take?

    mutating func lay(emergencyOf seconds: Double) {
        takes += 1
        emergencyTake = Take(number: takes, file: Self.emergency, duration: seconds, flaw: .none)
    }

    /// Puts a recording there, or another in the place of one.
    mutating func put(_ name: RecordingName, duration: Double, flaw: Take.Flaw, now: Date) {
        takes += 1
        let file = name.fileName
        shelves[file] = Shelf(
            recording: Recording(file: file, name: name, size: Int64(duration * 32_000), modified: now),
            take: Take(number: takes, file: file, duration: duration, flaw: flaw))
        known[file] = shelves[file]
        version += 1
    }

    mutating func remove(_ file: String) {
        shelves[file] = nil
        version += 1
    }

    mutating func examine(_ file: String) {
        shelves[file]?.isExamined = true
        version += 1
    }

    /// What lies at a path; `nil` if it cannot be had.
    func take(_ file: String) -> Take? {
        if file == Self.emergency { return emergencyTake }
        return isAway ? nil : shelves[file]?.take
    }

    func inspection(of file: String) -> Inspection? {
        guard let shelf = shelves[file] else { return nil }
        switch shelf.take.flaw {
        case .unplayable:
            return Inspection(duration: 0, findings: [.init(kind: .unplayable, detail: "no audio in it")])
        case .truncated(let end) where shelf.isExamined:
            return Inspection(
                duration: shelf.take.duration, decodedDuration: end,
                findings: [.init(kind: .truncated, detail: "it ends early")])
        default: return Inspection(duration: shelf.take.duration)
        }
    }
}
