import Foundation
import Programme

/// Whether what is heard at the studio is ours to mend, by another engine. Not each fault there is: a studio that
/// turns good sound into silence is told of, and left alone.
struct HearingJudgement: Sendable, Hashable {
    private var hearing: Hearing?
    /// An uptime.
    private var since = 0.0
    private var repairs = 0
    private var repairedAt: Double?

    /// Seconds for which an engine must have believed that it is connected.
    private static let settling = 4.0
    /// Seconds of nothing after which an Icecast has let go of the source.
    private static let sourceTimeout = 12.0
    /// Seconds until another try at the same trouble, doubled at each.
    private static let pause = 15.0
    /// dBFS; what is below is silence.
    private static let silence = -55.0

    mutating func note(_ hearing: Hearing, at uptime: Double) { (self.hearing, since) = (hearing, uptime) }

    /// An engine is to be ended for this reason, and another started.
    func repair(_ pulse: Pulse, at uptime: Double) -> StopReason? {
        guard let hearing, pulse.connectedFor >= Self.settling, mayRepair(at: uptime) else { return nil }
        switch hearing.kind {
        case .sound, .unreachable, .refused: return nil
        case .missing: return .unheard
        case .frozen: return uptime - since >= Self.sourceTimeout ? .unheard : nil
        case .silent:
            guard hearing.isExpected == false, let level = pulse.level else { return nil }
            return level < Self.silence ? .silent : nil
        }
    }

    private func mayRepair(at uptime: Double) -> Bool {
        guard let repairedAt else { return true }
        return uptime - repairedAt >= Self.pause * Double(1 << min(repairs - 1, 6))
    }

    /// - Returns: how often it has been tried by now.
    @discardableResult
    mutating func noteRepair(at uptime: Double) -> Int {
        repairs += 1
        repairedAt = uptime
        return repairs
    }
}
