import Algorithms
import Foundation
import Programme

/// A recording that can be played, at the instant that its name means. A class, because there are thousands to sort.
final class Edition: Sendable {
    let recording: Recording
    let start: Date
    /// `nil` before it has been inspected.
    let inspection: Inspection?
    /// Why nothing could be found out about it.
    let obstacle: String?
    /// When it came, if too late.
    let arrival: Date?

    init(recording: Recording, start: Date, inspection: Inspection?, obstacle: String?, arrival: Date?) {
        (self.recording, self.start, self.inspection) = (recording, start, inspection)
        (self.obstacle, self.arrival) = (obstacle, arrival)
    }

    var file: String { recording.file }
    var pid: PID { recording.pid }

    /// Of two for one instant, the one most recently modified comes first, then the one first by name.
    static func isPreferred(_ a: Edition, to b: Edition) -> Bool {
        if a.recording.modified != b.recording.modified { return a.recording.modified > b.recording.modified }
        return (a.file, a.recording.size) < (b.file, b.recording.size)
    }
}

/// What the library has to play, and which of its recordings have turned out unplayable.
struct Editions {
    /// Each instant's in order of preference.
    private(set) var byStart: [Date: [Edition]] = [:]
    /// Why a programme's own recording is not used.
    private var unplayable: [Date: [(recording: Recording, reason: String, arrival: Date?)]] = [:]
    /// The scheduled programmes' inspected editions, in time order; of one instant's, the preferred last.
    private var earlier: [PID: [Edition]] = [:]
    /// Of each content, in time order, where it is there more than once.
    private var copies: [String: [Edition]] = [:]
    /// Those that the schedule asks for, by what it asks for.
    private var wished: [String: Wished] = [:]

    enum Wished {
        case edition(Edition)
        case several([String])
    }

    init(_ inputs: PlanInputs, schedule: SlotTable, leftOut: inout LeftOut) {
        var all: [Edition] = []
        for recording in inputs.recordings {
            let start = recording.start(in: inputs.zone, schedule: schedule)
            let time = start ?? recording.name.time.instantOfUnchangedClock(in: inputs.zone)
            let inspection = inputs.inspections[recording.file]
            if start == nil {
                leftOut.ignore(recording, at: time, "there is no such time on that day: the clocks go forward over it")
            } else if recording.pid.isJoined && !recording.name.time.isOnTheHour {
                leftOut.ignore(recording, at: time, "a joined recording has to start on the hour")
            } else if let reason = inspection?.whyUnplayable {
                leftOut.ignore(recording, at: time, "unplayable: \(reason)")
                unplayable[time, default: []].append((recording, reason, inputs.arrivals[recording.file]))
            } else {
                let arrival = inputs.arrivals[recording.file]
                all.append(
                    Edition(
                        recording: recording, start: time, inspection: inspection,
                        obstacle: inputs.obstacles[recording.file], arrival: arrival))
            }
        }
        byStart = Dictionary(grouping: all, by: \.start).mapValues {
            $0.count > 1 ? $0.sorted(by: Edition.isPreferred) : $0
        }
        for wish in Set(inputs.slots.compactMap { $0.wish?.file }) {
            switch WishedFile(wish, among: inputs.recordings.lazy.map(\.file)) {
            case .one(let file): wished[wish] = all.first { $0.file == file }.map(Wished.edition)
            case .several(let files): wished[wish] = .several(files)
            case .none: break
            }
        }
        copies = Dictionary(grouping: all.filter { $0.inspection?.content != nil }) { $0.inspection?.content ?? "" }
            .filter { $0.value.count > 1 }.mapValues { $0.sorted { $0.start < $1.start } }
        let scheduled = Set(inputs.slots.map(\.pid))
        let inspected = all.filter { $0.inspection != nil && scheduled.contains($0.pid) }
        earlier = Dictionary(grouping: inspected, by: \.pid).mapValues { editions in
            editions.sorted { $0.start != $1.start ? $0.start < $1.start : Edition.isPreferred($1, to: $0) }
        }
    }

    /// By its name in the library, with or without its folders; `nil` if it is not there or cannot be played.
    func wished(_ file: String) -> Wished? { wished[file] }

    /// A programme's edition of a day that has passed preflight; of several, the last of that day.
    func edition(of pid: PID, at date: EditionDate, before instant: Date) -> Edition? {
        earlier[pid]?.last { $0.start < instant && date.means($0.recording.name.time) }
    }

    /// The latest edition of a programme from before `instant` that has passed preflight.
    func latest(of pid: PID, before instant: Date) -> Edition? {
        guard let editions = earlier[pid] else { return nil }
        let next = editions.partitioningIndex { $0.start >= instant }
        return next > 0 ? editions[next - 1] : nil
    }

    /// An earlier edition of the same programme, the latest, that has the same content under another name.
    func original(of edition: Edition) -> Edition? {
        guard !copies.isEmpty, let content = edition.inspection?.content else { return nil }
        return copies[content]?.last { $0.pid == edition.pid && $0.start < edition.start }
    }

    /// When a slot begins to be filled: where its recording came late, then; also by what takes the place of one that
    /// came late and turned out unplayable.
    func begins(_ slot: FilledSlot) -> Date {
        var arrivals = (unplayable[slot.start] ?? []).filter { $0.recording.pid == slot.pid }.map(\.arrival)
        if case .recording(let edition) = slot.content { arrivals.append(edition.arrival) }
        return arrivals.compactMap(\.self).reduce(slot.start, max)
    }

    /// What to say of a programme's own recording that cannot be played.
    func unplayable(of pid: PID, at start: Date) -> String? {
        unplayable[start]?
            .filter { $0.recording.pid == pid }
            .min { $0.recording.file < $1.recording.file }
            .map { "\($0.recording.file) is unplayable: \($0.reason)" }
    }
}

extension Recording {
    /// The instant that its name means: in the hour that occurs twice the first occurrence, unless it is only
    /// at the second that the schedule has its programme. `nil` if the clocks are put forward over it.
    fileprivate func start(in zone: TimeZone, schedule: SlotTable) -> Date? {
        let instants = name.time.instants(in: zone)
        guard instants.count > 1 else { return instants.first }
        return instants.first { schedule.slots(at: $0).contains { $0.pid == pid } } ?? instants.first
    }
}

extension LocalTime {
    fileprivate var isOnTheHour: Bool { minute == 0 && second == 0 }
}

extension Inspection {
    /// `nil` if it can be played.
    fileprivate var whyUnplayable: String? {
        if let finding = findings.first(where: { $0.kind == .unplayable }) { return finding.detail }
        return playableDuration > 0 && playableDuration.isFinite ? nil : "there is no audio in it"
    }
}
