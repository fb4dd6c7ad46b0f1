import Foundation

/// All that one run has measured.
struct Results: Sendable, Encodable {
    let setting: Setting
    var idleStarts: Starts?
    var busyStarts: Starts?
    var forerunnerStarts: Starts?
    var resumes: Resumes?
    var conductorKills: ConductorKills?
    var cost: Cost?
    var planning: Planning?
    var calendar: CalendarReading?
    var preflight: PreflightSpeed?
    var store: BucketReading?

    init(setting: Setting) { self.setting = setting }

    /// Every start error, and what `EngineSettings.measuredBias` is to be centred by: late is too small a bias.
    var startLists: [String] {
        [("idle", idleStarts), ("busy", busyStarts), ("forerunner", forerunnerStarts)].compactMap { name, starts in
            guard let errors = starts?.startErrors, let mean = errors.mean, let median = errors.median else {
                return nil
            }
            let list = errors.values.map { String(format: "%+.1f", $0) }.joined(separator: " ")
            return "Start errors, \(name), ms: \(list); mean \(mean.signed), median \(median.signed)"
        }
    }
}
