import Foundation
import Programme

/// A programme that the simulated station has promised its studio: what is true, whatever the system believes.
struct Promise {
    let start: Date
    let end: Date
    let pid: PID
    /// The calendar has it; otherwise only its recording's name says so.
    let isScheduled: Bool
    let day: Int
    /// What its recording is called, and its file's name.
    let name: RecordingName
    let file: String
    /// Where another programme of ours begins as this one ends.
    var isFollowed = false
    /// When the first of those began that follow each other without a gap up to this one.
    var chainStart: Date

    private var minute: Int { Int((end.timeIntervalSince1970 / 60).rounded()) % 60 }

    /// By the station's rules: programme until then, if there is enough of it.
    var dueUntil: Date {
        switch minute {
        case 0: end - 88
        case 30: end - 8
        default: isFollowed ? end - 0.5 : end
        }
    }

    /// By the station's rules: nothing of it after this.
    var limit: Date {
        switch minute {
        case 0: end - 75
        case 30: isFollowed ? end : end - 8
        default: isFollowed ? end - 0.5 : end
        }
    }
}

/// What the world knows of a programme's own recording; the station has to find out.
struct Truth {
    /// Seconds of the programme for which it is beyond doubt that its own recording can be on air.
    var soundUntil: Double
    /// After that the plan's next choice has the rest; otherwise nobody knows before that there is a rest.
    var isReplaced = true
    /// Seconds after `soundUntil` that it may take to find out.
    var patience = 1.0
    /// Seconds of the programme after which it may be over, whatever plays.
    var mayEndAt = Double.infinity
    /// From this second of the world's on, a recording lies there that is as long as it should be.
    var whole: (from: Double, duration: Double)?

    var isHealthy: Bool { !isReplaced && soundUntil > 0 && mayEndAt == .infinity }

    static func sound(_ duration: Double) -> Truth { Truth(soundUntil: duration, isReplaced: false) }
    static let none = Truth(soundUntil: 0)
    /// It comes or goes about when it is needed.
    static func doubtful(_ duration: Double) -> Truth { Truth(soundUntil: 0, mayEndAt: duration) }
}
