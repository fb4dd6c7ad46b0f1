import Alerts
import Cloud
import Foundation
import Library
import Monitor
import OnAir
import Programme
import Schedule
import SystemPackage

/// What `playout.yaml` says, checked and complete: defaults filled in, paths absolute, secrets looked up.
struct Settings: Sendable {
    struct Station: Sendable, Hashable {
        var name: String
        var timeZone: TimeZone
        /// Another machine puts the same programmes on air at the same mount: a standby pair.
        var standby = false
    }

    /// Where slots come from.
    enum ScheduleSource: Sendable, Hashable {
        case none
        case csv(FilePath)
        case ical(ICalendarSchedule.Place)
        /// The calendar's id, and where a service account's key or an authorised user's token is.
        case google(calendar: String, credentials: GoogleCredentials)
        /// A calendar whose address is in Parameter Store, which has not answered yet.
        case awaited

        /// Asked of a server, and not looked at in a file.
        var isOnWeb: Bool {
            switch self {
            case .none, .csv, .ical(.file): false
            case .google, .ical(.web), .awaited: true
            }
        }
    }

    enum GoogleCredentials: Sendable, Hashable {
        case file(FilePath)
        /// Where secrets are, by the name `schedule.google.credentials`; `nil` where it has not been found there yet.
        case secret(Secret?)
    }

    struct Schedule: Sendable, Hashable {
        var source: ScheduleSource
        /// Seconds between two readings.
        var every: Double
        /// Seconds for which a schedule that is suddenly empty is not believed.
        var doubtFor: Double
    }

    /// Where recordings live.
    enum LibrarySource: Sendable, Hashable {
        case folder(FilePath)
        case s3(S3Settings)
        /// `remote:path`, the remote being one of rclone's configuration.
        case rclone(String)
    }

    /// The file that all this is from; absolute.
    var file: FilePath
    var station: Station
    var schedule: Schedule
    var library: LibrarySource
    /// Its password is empty where none was found.
    var studio: Studio
    /// The studio's password and where it came from; `nil` where none was found.
    var studioPassword: Secret?
    /// Where secrets are that are not on this machine.
    var parameterStore: ParameterStoreSettings?
    /// Why they could not be had there.
    var parameterStoreFailure: ParameterStoreError?
    /// What is played where there is nothing else to play.
    var emergency: FilePath?
    var junctions: [Junction]
    /// Seconds of silence for which a connection is kept between two segments.
    var maxHold: Double
    var engine: EngineSettings
    var monitor: MonitorSettings
    /// What every recording is brought to; `nil`: each is played as loud as it is.
    var loudness: LoudnessTarget?
    /// What becomes of a recording that comes after its slot has begun.
    var late: LateRule
    /// By which people are told what they should know.
    var alerts: [Channel]
    /// Kinds of further ones, whose addresses are set nowhere on this machine.
    var awaitedAlerts: [Channel.Kind]
    /// The folder in which the conductor keeps what it must not forget.
    var state: FilePath
    /// Of what is fetched from a store.
    var spool: SpoolLimits
    /// What is allowed and unwise, in words for the person who can put it right.
    var warnings: [String]

    static let defaultMaxHold = EngineSettings().maxHold
}
