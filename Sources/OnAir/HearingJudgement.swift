import Foundation
import Programme

/// Whether what is heard at the studio is ours to mend, by another engine. Not each fault there is: a studio that
/// turns good sound into silence is told of, and left alone; so is what is heard anywhere else than at the studio.
struct HearingJudgement: Sendable, Hashable {
    private var hearing: Hearing?
    /// An uptime.
    private var since = 0.0
    /// What has been tried, each cause for itself.
    private var repairs: [Cause: Tries] = [:]

    /// What a repair is for. Silence is a recording's.
    private enum Cause: Hashable {
        case unheard
        case silent(file: String)
    }

    private struct Tries: Hashable {
        var count: Int
        /// An uptime.
        var last: Double
    }

    /// Seconds for which an engine must have believed that it is connected.
    private static let settling = 4.0
    /// Seconds of nothing after which an Icecast has let go of the source.
    private static let sourceTimeout = 12.0
    /// Seconds until another try at the same trouble, doubled at each.
    private static let pause = 15.0
    /// dBFS; what is below is silence.
    private static let silence = -55.0

    mutating func note(_ hearing: Hearing, at uptime: Double) { (self.hearing, since) = (hearing, uptime) }

    /// Something else is on air from now on.
    mutating func forget() { hearing = nil }

    /// An engine is to be ended for this reason, and another started.
    /// - Parameter file: the recording that is on air.
    func repair(_ pulse: Pulse, of file: String, at uptime: Double) -> StopReason? {
        guard let hearing, hearing.isOfStudio, pulse.connectedFor >= Self.settling,
            let reason = reason(hearing, pulse, at: uptime), mayRepair(reason, of: file, at: uptime)
        else { return nil }
        return reason
    }

    private func reason(_ hearing: Hearing, _ pulse: Pulse, at uptime: Double) -> StopReason? {
        switch hearing.kind {
        case .sound, .unreachable, .refused: return nil
        case .missing: return .unheard
        case .frozen: return uptime - since >= Self.sourceTimeout ? .unheard : nil
        case .silent:
            guard hearing.isExpected == false, let level = pulse.level else { return nil }
            return level < Self.silence ? .silent : nil
        }
    }

    private func mayRepair(_ reason: StopReason, of file: String, at uptime: Double) -> Bool {
        guard let tries = Self.cause(reason, file).flatMap({ repairs[$0] }) else { return true }
        return uptime - tries.last >= Self.pause * Double(1 << min(tries.count - 1, 6))
    }

    /// - Returns: how often it has been tried by now; `nil` if it is no repair of what was heard.
    mutating func noteRepair(_ reason: StopReason, of file: String, at uptime: Double) -> Int? {
        guard let cause = Self.cause(reason, file) else { return nil }
        let count = (repairs[cause]?.count ?? 0) + 1
        repairs[cause] = Tries(count: count, last: uptime)
        return count
    }

    private static func cause(_ reason: StopReason, _ file: String) -> Cause? {
        switch reason {
        case .unheard: .unheard
        case .silent: .silent(file: file)
        default: nil
        }
    }
}
