import AsRun
import Foundation
import Measure
import Programme
import SystemPackage

/// What reached the studio of a stand, over all connections.
struct Reception: Sendable {
    let stand: Stand
    let checks: [AirCheck]

    init(of stand: Stand) async throws {
        self.stand = stand
        var checks: [AirCheck] = []
        for connection in stand.tap.connections where connection.isTaken {
            // One that was cut before a page of sound came has nothing in it.
            if let check = try? await AirCheck(connection) { checks.append(check) }
        }
        self.checks = checks
    }

    func finding(_ row: AsRunEntry?) -> Finding {
        let clock = stand.clock
        let start = clock.machineTime(of: stand.start)
        let end = clock.machineTime(of: stand.end)
        let next = clock.machineTime(of: stand.nextStart)
        let heard = heard
        let back = stand.marks.back.flatMap { back in
            heard.first { $0.upperBound > back }.map { max(0, $0.lowerBound.timeIntervalSince(back)) }
        }
        let nextCheck = checks.last { $0.reading.seconds.contains { $0.programme == Stand.next } }
        let places = nextCheck?.places(of: Stand.next, startingAt: next) ?? []
        let telling = stand.telling
        return Finding(
            deadAir: Self.silence(in: start..<max(start, end), of: heard), back: back,
            placeError: placeError(start: clock.machineTimeNow(of: stand.start)),
            endError: lastSound(before: next - 1)?.timeIntervalSince(end),
            nextError: nextCheck?.startError(of: Stand.next, plannedAt: next),
            isNextWhole: places.map(\.second.number) == Array(0..<Stand.nextLength),
            outcome: row?.outcome?.rawValue, origin: row?.origin.rawValue, files: row?.files ?? [],
            heard: programmes(between: start - 1, and: next - 1), alerts: telling.abouts,
            excess: telling.excess)
    }

    /// The worst of the show's seconds that came after the fault.
    private func placeError(start: Date) -> Double? {
        let after = stand.marks.place ?? stand.marks.fault ?? .distantPast
        let errors = checks.flatMap { check in
            check.places(of: Stand.show, startingAt: start).filter { place in
                check.arrival(of: place.second.sample).map { $0 > after } ?? false
            }
        }.map(\.error)
        return errors.max { abs($0) < abs($1) }
    }

    private func programmes(between start: Date, and end: Date) -> [String] {
        let timeline = checks.flatMap(\.timeline).filter { $0.at > start && $0.at < end }.sorted { $0.at < $1.at }
        return timeline.map { Stand.names[$0.second.programme] ?? "?" }.reduce(into: []) { names, name in
            if names.last != name { names.append(name) }
        }
    }

    private func lastSound(before instant: Date) -> Date? {
        checks.compactMap(\.lastSound).filter { $0 < instant }.max()
    }
}

// MARK: Dead air

extension Reception {
    /// A pause of less than this is one within the programme.
    private static let shortest = 0.1

    /// The stretches in which there was something to hear, in order.
    var heard: [Range<Date>] {
        var joined: [Range<Date>] = []
        for stretch in checks.flatMap(\.heard).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard let last = joined.last, stretch.lowerBound.timeIntervalSince(last.upperBound) < Self.shortest else {
                joined.append(stretch)
                continue
            }
            joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, stretch.upperBound)
        }
        return joined
    }

    /// Seconds of a slot in which there was nothing to hear.
    static func silence(in slot: Range<Date>, of heard: [Range<Date>]) -> Double {
        var silent = 0.0
        var at = slot.lowerBound
        for stretch in heard.map({ $0.clamped(to: slot) }) where stretch.upperBound > at {
            let gap = stretch.lowerBound.timeIntervalSince(at)
            if gap > shortest { silent += gap }
            at = stretch.upperBound
        }
        let gap = slot.upperBound.timeIntervalSince(at)
        return gap > shortest ? silent + gap : silent
    }
}

extension AirCheck {
    /// When the page came that completes a sample.
    func arrival(of sample: Int) -> Date? { progress.first { $0.samples >= sample }?.at }

    /// What each page brought, laid out before its arrival: so a stream that stands still, and then brings all at
    /// once what it owes, counts as silent for as long as it stood.
    var heard: [Range<Date>] {
        var before = 0
        var stretches: [Range<Date>] = []
        for page in progress {
            for (from, to) in sounds(in: before..<min(page.samples, samples.count)) {
                let end = page.at - Double(page.samples - to) / Double(TimeCode.sampleRate)
                stretches.append(end - Double(to - from) / Double(TimeCode.sampleRate)..<end)
            }
            before = page.samples
        }
        return stretches
    }

    /// Where there is sound, in steps of 10 ms.
    private func sounds(in range: Range<Int>) -> [(from: Int, to: Int)] {
        guard !range.isEmpty else { return [] }
        var found: [(from: Int, to: Int)] = []
        for from in stride(from: range.lowerBound, to: range.upperBound, by: 480) {
            let to = min(from + 480, range.upperBound)
            guard samples[from..<to].contains(where: { abs($0) > 0.005 }) else { continue }
            if let last = found.last, last.to == from {
                found[found.count - 1].to = to
            } else {
                found.append((from, to))
            }
        }
        return found
    }
}
