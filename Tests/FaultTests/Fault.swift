import AsRun
import Foundation
import Testing

/// Something that goes wrong, how it is made to, and what the station owes its listeners all the same.
struct Fault: Sendable, CustomTestStringConvertible {
    /// Unique; the table's first column.
    let name: String
    /// How it is injected: a sentence for the table.
    let how: String
    var scene = Scene()
    let expected: Expectation
    /// Lays ready what must be so before a conductor is at work.
    var prepare: @Sendable (Stand) async throws -> Void = { _ in }
    /// Makes it happen, and mends what the fault itself would not: waits for its instants, and marks them.
    let inject: @Sendable (Stand) async throws -> Void

    var testDescription: String { name }

    /// For file names and for choosing.
    var key: String {
        String(name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
            .split(separator: "-").joined(separator: "-")
    }
}

/// What is set up before it happens.
struct Scene: Sendable {
    /// Seconds that the programme lasts.
    var length = 14
    /// Seconds from the programme's end to the later one's start.
    var pause = 4
    var zone = "UTC"
    /// Whether a conductor is at work from the beginning; otherwise the fault starts it.
    var conducts = true
    /// Whether there is a recording for emergencies.
    var emergency = true
    /// More of the engine's settings.
    var engine = ""
    /// For namespaces and control groups.
    var needsRoot = false
    /// A clock of the station's own, which can be set.
    var clock: StationClock.Setting?
    /// A network of the station's own, which can be cut.
    var network = false
}
