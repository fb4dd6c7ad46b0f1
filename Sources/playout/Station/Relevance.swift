import Algorithms
import Foundation
import Plan
import Programme

/// Which of a library's recordings a plan can depend on. Looking at each takes a tenth of a second the first time,
/// and a library may hold years of them.
struct Relevance {
    let span: Range<Date>
    let zone: TimeZone
    let slots: [Slot]

    /// A recording begun earlier than this before the span is over by then: the longest that a day allows.
    private static let longest = 24.0 * 3600
    /// How many earlier editions may turn out unplayable before a repeat is given up on.
    private static let spareEditions = 3

    func recordings(among all: [Recording]) -> [Recording] {
        let from = LocalTime(span.lowerBound.addingTimeInterval(-Self.longest), in: zone)
        let to = LocalTime(span.upperBound.addingTimeInterval(Self.longest), in: zone)
        let around = all.filter { (from...to).contains($0.name.time) }
        let earlier =
            repeats(for: to, before: from, among: all) + wished(among: all) + Self.originals(of: around, among: all)
        var seen: Set<String> = []
        return around + earlier.filter { seen.insert($0.file).inserted }
    }

    /// What each recording may turn out to be a copy of: its programme's last edition before it.
    static func originals(of recordings: [Recording], among all: [Recording]) -> [Recording] {
        let pids = Set(recordings.map(\.pid))
        let editions = Dictionary(grouping: all.filter { pids.contains($0.pid) }, by: \.pid)
        let originals = recordings.compactMap { recording in
            editions[recording.pid]?.filter { $0.name.time < recording.name.time }.max { $0.name.time < $1.name.time }
        }
        return Array(originals.uniqued())
    }

    /// What the schedule asks for by name or by date.
    private func wished(among all: [Recording]) -> [Recording] {
        let slots = slots.filter { $0.wish?.file != nil || $0.wish?.edition != nil }
            .filter { $0.start < span.upperBound && $0.end > span.lowerBound }
        guard !slots.isEmpty else { return [] }
        let files = Set(
            slots.compactMap { $0.wish?.file }.compactMap { wish in
                if case .one(let file) = WishedFile(wish, among: all.lazy.map(\.file)) { file } else { nil }
            })
        return all.filter { recording in
            files.contains(recording.file)
                || slots.contains { slot in
                    recording.pid == slot.pid && slot.wish?.edition?.means(recording.name.time) ?? false
                }
        }
    }

    /// The latest earlier editions of what the schedule has.
    private func repeats(for end: LocalTime, before: LocalTime, among all: [Recording]) -> [Recording] {
        let wide = span.lowerBound.addingTimeInterval(-Self.longest)..<span.upperBound.addingTimeInterval(Self.longest)
        let wanted = Set(slots.filter { wide.contains($0.start) && $0.type == .recorded }.map(\.pid))
        guard !wanted.isEmpty else { return [] }
        let editions = Dictionary(grouping: all.filter { $0.name.time < before && wanted.contains($0.pid) }, by: \.pid)
        return editions.values.flatMap { $0.sorted { $0.name.time > $1.name.time }.prefix(Self.spareEditions) }
    }
}
