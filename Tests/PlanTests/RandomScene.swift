import Foundation
import Plan
import Programme
import TestSupport

/// A day and a half of a station's life that nobody would have thought of: around a change of the clocks, with few
/// programmes and many collisions.
struct RandomScene {
    var random: SplitMix64
    var inputs: PlanInputs
    private let zone: TimeZone
    private let noon: Date

    private static let programmes = ["a", "B", "b", "c", "joined", "d e"]

    /// Places and the noons after their clocks change, and one ordinary noon.
    private static let days = [
        ("Europe/London", "2026-03-29T12:00:00Z"), ("Europe/London", "2026-10-25T12:00:00Z"),
        ("America/New_York", "2026-03-08T17:00:00Z"), ("America/New_York", "2026-11-01T17:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-05T01:00:00Z"), ("Australia/Lord_Howe", "2026-10-04T01:00:00Z"),
        ("Asia/Kolkata", "2026-11-22T06:00:00Z"),
    ]

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        let day = random.one(of: Self.days)
        zone = TimeZone(identifier: day.0)!
        noon = Date(rfc3339: day.1)!
        inputs = PlanInputs(zone: zone, span: noon - 2 * 86_400..<noon + 2 * 86_400)
        let isRare = random.chance(0.3)
        inputs.slots = (0..<Int.random(in: 0...(isRare ? 3 : 40), using: &random)).map { _ in slot() }
        for number in 0..<Int.random(in: 0...(isRare ? 4 : 50), using: &random) { addRecording(number) }
        if random.chance(0.4) { inputs.emergency = EmergencyRecording(file: "emergency.mp3", duration: 60) }
        inputs.junctions = random.one(of: [
            Junction.defaults, Junction.defaults, [],
            [0, 15, 30].map { Junction(minute: $0, fadedOutBy: 20, offAirBy: 5, runOn: true) },
        ])
    }

    /// Mostly on the half hour, so that things meet.
    private mutating func start() -> Date {
        let step = random.one(of: [3600.0, 1800, 1800, 900, 60, 1])
        let seconds = Double.random(in: -86_400...43_200, using: &random)
        return noon + (seconds / step).rounded() * step
    }

    private mutating func slot() -> Slot {
        let start = start()
        let length = random.one(of: [1800.0, 1800, 3600, 3600, 7200, 900, 1234, 30, 2, 0, -60])
        let own = random.chance(0.2)
        return Slot(
            start: start, end: start + length, pid: try! PID(random.one(of: ["a", "b", "c", "x"])),
            title: own ? "" : "T\(Int(length))", type: random.chance(0.15) ? .live : .recorded)
    }

    private mutating func addRecording(_ number: Int) {
        let isInSlot = !inputs.slots.isEmpty && random.chance(0.5)
        let slot = isInSlot ? random.one(of: inputs.slots) : slot()
        let pid = isInSlot && random.chance(0.7) ? slot.pid.text : random.one(of: Self.programmes)
        let name = RecordingName(
            time: LocalTime(slot.start, in: zone), pid: try! PID(pid),
            fileExtension: random.one(of: RecordingName.extensions))
        let file = "\(number)/\(name.fileName)"
        inputs.recordings.append(
            Recording(
                file: file, name: name, size: 1,
                modified: Date(timeIntervalSince1970: Double.random(in: 0..<5, using: &random).rounded())))
        guard random.chance(0.9) else { return }
        let duration = random.one(of: [1.0, 600, 1795, 1800, 1900, 3590, 3700, 7300, 20_000])
        inputs.inspections[file] = Inspection(
            duration: random.chance(0.1) ? 0 : duration, decodedDuration: random.chance(0.1) ? duration / 2 : nil,
            findings: random.chance(0.1) ? [.init(kind: .unplayable, detail: "random")] : [])
    }
}
