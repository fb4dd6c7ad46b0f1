import Foundation
import Measure
import Programme

/// A time-coded programme's turn on the air, as it is planned.
struct Turn: Sendable {
    let onAir: Date
    let code: TimeCode
    /// If what comes next cuts it: when it has been faded out.
    let fadedOutBy: Date?
    /// Of its recording: FLAC, which adds nothing of its own, or what presenters send.
    var fileExtension = "flac"

    init(onAir: Date, code: TimeCode, fadedOutBy: Date? = nil) {
        (self.onAir, self.code, self.fadedOutBy) = (onAir, code, fadedOutBy)
    }

    var offAir: Date { fadedOutBy ?? onAir + code.duration }

    static let zone = TimeZone.gmt

    var pid: String { "programme\(code.programme)" }
    var fileName: String {
        get throws {
            let time = LocalTime(onAir, in: Self.zone)
            return try RecordingName(time: time, pid: PID(pid), fileExtension: fileExtension).fileName
        }
    }

    /// The airing's, as the plan will name it.
    var airing: Airing.ID { get throws { try Airing.id(onAir: onAir, pid: PID(pid)) } }
}

extension [Turn] {
    /// Turns that follow each other.
    /// - Parameters:
    ///   - plain: so many that end by themselves, 3 s apart.
    ///   - faded: so many before them that are cut by what comes next, 6 s apart.
    static func mixed(plain: Int, faded: Int, from earliest: Date) -> [Turn] {
        let start = raster(after: earliest)
        let cut = (0..<faded).map { index in
            let onAir = start + Double(index) * 6
            return Turn(
                onAir: onAir, code: TimeCode(programme: index % TimeCode.programmes, duration: 9),
                fadedOutBy: onAir + 6 - handover)
        }
        return cut + evenly(plain, every: 3, lasting: 2, from: start + Double(faded) * 6, programme: faded)
    }

    /// - Parameters:
    ///   - every: seconds from a start to the next; a multiple of 3.
    ///   - lasting: seconds.
    static func evenly(
        _ count: Int, every: Double, lasting: Double, from earliest: Date, programme: Int = 0
    ) -> [Turn] {
        let start = raster(after: earliest)
        return (0..<count).map { index in
            let code = TimeCode(programme: (programme + index) % TimeCode.programmes, duration: lasting)
            return Turn(onAir: start + Double(index) * every, code: code)
        }
    }

    /// Seconds before the next by which the plan has the mount free.
    private static let handover = 0.5

    /// Every third second, beginning with a minute's second one: there is no junction where one of these begins or
    /// ends, junctions being at full minutes. And engines, which are started 10 s before, are not started in the
    /// moment in which another's start is measured.
    private static func raster(after earliest: Date) -> Date {
        let seconds = earliest.timeIntervalSince1970
        return Date(timeIntervalSince1970: ((seconds - 1) / 3).rounded(.up) * 3 + 1)
    }
}
