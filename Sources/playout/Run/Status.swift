import Alerts
import Conditions
import Foundation
import OnAir
import Programme
import Schedule

/// What `playout status --json` prints, and the conductor keeps in the state folder.
struct Status: Codable, Sendable, Equatable {
    struct OnAir: Codable, Sendable, Equatable {
        var airing: Airing
        /// Since when programme has been going to the studio; `nil` if it has not yet.
        var since: Date?
        /// Seconds until it leaves the air.
        var remaining: Double
        var connected: Bool
    }

    struct Source: Codable, Sendable, Equatable {
        var source: String
        var fetchedAt: Date
        var stale: Bool
    }

    struct LibraryState: Codable, Sendable, Equatable {
        var source: String
        var recordings: Int
        var ignored: Int
    }

    struct ClockState: Codable, Sendable, Equatable {
        /// `nil` if the machine does not say.
        var synchronised: Bool?
    }

    var station: String
    /// When the conductor wrote this.
    var writtenAt: Date
    var onAir: OnAir?
    var next: Airing?
    var schedule: Source?
    var library: LibraryState
    var clock: ClockState
    /// What a person should know.
    var alerts: [Alert]
}

extension Status {
    /// What is not there is `null`: each status has every key.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(station, forKey: .station)
        try container.encode(writtenAt, forKey: .writtenAt)
        try container.encode(onAir, forKey: .onAir)
        try container.encode(next, forKey: .next)
        try container.encode(schedule, forKey: .schedule)
        try container.encode(library, forKey: .library)
        try container.encode(clock, forKey: .clock)
        try container.encode(alerts, forKey: .alerts)
    }
}

extension Status.OnAir {
    /// - Parameter now: where `remaining` counts from.
    init?(_ active: [ActiveAiring], now: Date) {
        let current = active.first { $0.airing.onAir <= now && now < $0.airing.offAir && !$0.mayComeBack }
        guard let current else { return nil }
        self.init(
            airing: current.airing, since: current.events.first { $0.kind == .segment }?.at,
            remaining: current.airing.offAir.timeIntervalSince(now), connected: current.isConnected)
    }
}
