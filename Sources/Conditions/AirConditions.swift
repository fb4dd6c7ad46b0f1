import Alerts
import Foundation
import OnAir
import Programme

/// What a person should know about what is on air now, or is not.
struct AirConditions {
    let knowledge: Knowledge

    /// Seconds without a connection that are no dead air: an engine that died is back well before.
    static let grace = 4.0
    /// Seconds after which an airing that nobody has begun is dead air. It may have ended a little early.
    static let unbegunGrace = 8.0
    /// Seconds of silence in a recording that nobody has gone through yet, and that may be like that.
    private static let uncertainty = 30.0
    /// Seconds by which an airing may be over before its time.
    private static let margin = 1.0
    /// Seconds for which a standby has waited, at least: two airings one after another meet at the mount, too.
    static let standingBy = 2.0
    /// Seconds in which an Icecast may still take our own last connection for somebody else's.
    static let ghost = 15.0

    private var now: Date { knowledge.now }

    private func isDue(_ airing: Airing) -> Bool {
        airing.onAir <= now && now < airing.offAir.addingTimeInterval(-Self.margin)
    }

    /// At most one: it is the station's air, whichever airing it is.
    var deadAir: [Condition] {
        let due = knowledge.active.filter { isDue($0.airing) && !$0.mayComeBack }
        let silent = due.lazy.compactMap { unconnected($0) ?? unheard($0) }.first
        if let silent { return [silent] }
        guard due.isEmpty, let unbegun = knowledge.order?.airings.first(where: isDue) else { return [] }
        return [
            deadAir(
                unbegun,
                detail: "should be on air and is not: it could not be begun, or is over before its time. See "
                    + "the conductor's log", grace: Self.unbegunGrace)
        ]
    }

    private func unconnected(_ active: ActiveAiring) -> Condition? {
        guard !active.isConnected, !active.isStandingBy(at: now) else { return nil }
        let reason = active.trouble.map { ": \($0.oneSentence)" } ?? ""
        return deadAir(
            active.airing,
            detail: "is not reaching the studio\(reason). It is tried again and again. See whether the "
                + "studio's server is up and takes the password, whether the network is there (playout check), and "
                + "the airing's engine.log", grace: Self.grace)
    }

    private func unheard(_ active: ActiveAiring) -> Condition? {
        guard let hearing = knowledge.heard[active.id], hearing.isTrouble else { return nil }
        let what =
            switch hearing.kind {
            case .sound, .refused: nil as String?
            case .unreachable:
                isLost(hearing, active.airing)
                    ? "is on air by the engine's account, but from here nobody can get at the studio's stream any more"
                    : nil
            case .silent: "is on air, but what the studio's stream carries is silence"
            case .frozen: "is on air, but the studio's stream stands still"
            case .missing: "is on air by the engine's account, but the studio has no such stream"
            }
        return what.map { what in
            deadAir(
                active.airing,
                detail: "\(what), since \(TimeText(zone: knowledge.zone).clock(hearing.since)). Listen "
                    + "to it; see the recording, the studio's server, and the airing's engine.log",
                grace: hearing.isExpected == nil ? Self.uncertainty : 0)
        }
    }

    /// The studio could be listened to before: so it is not the way to it that was never there.
    private func isLost(_ hearing: Hearing, _ airing: Airing) -> Bool {
        hearing.kind == .unreachable && hearing.since > airing.onAir + 5
    }

    /// At most one: there is one mount. Where two machines are no pair, it is none of ours that has it.
    var taken: [Condition] {
        guard let mount = knowledge.soleMount,
            let active = knowledge.active.first(where: { isDue($0.airing) && $0.isStandingBy(at: now) })
        else { return [] }
        return [
            Condition(
                key: "mount", urgency: .warning, title: "Another source has the studio's mount",
                detail:
                    "\(active.airing.title) (\(knowledge.moment(active.airing.onAir))) is ready, and another source "
                    + "has the mount: \(mount). Disconnect it, or write standby: true under station if it is this "
                    + "station's other machine.", airing: active.id, grace: 30)
        ]
    }

    /// At most one: nobody would notice a silence.
    func listening(besides deadAir: [Condition]) -> [Condition] {
        if let deafness = knowledge.deafness {
            return [
                Condition(
                    key: "listening", urgency: .warning, title: "Nobody listens to what is on air",
                    detail: "Nobody listens, so silence would not be noticed: \(deafness.oneSentence). It is tried "
                        + "again while something is on air.", grace: 5)
            ]
        }
        guard deadAir.isEmpty else { return [] }
        return Array(knowledge.active.lazy.filter { isDue($0.airing) }.compactMap(unreachable).prefix(1))
    }

    private func unreachable(_ active: ActiveAiring) -> Condition? {
        guard let hearing = knowledge.heard[active.id], [.unreachable, .refused].contains(hearing.kind),
            !isLost(hearing, active.airing)
        else { return nil }
        return Condition(
            key: "listening", urgency: .note, title: "Nobody listens to the studio's stream",
            detail: "The studio takes the programme, but does not let it be listened to, so silence would not be "
                + "noticed. See whether the studio's mount can be listened to from this machine.",
            airing: active.id, grace: 60)
    }

    private func deadAir(_ airing: Airing, detail: String, grace: Double) -> Condition {
        Condition(
            key: "dead-air", urgency: .critical, title: "Dead air: \(airing.title)",
            detail: "\(airing.title) (\(knowledge.moment(airing.onAir))) \(detail).", airing: airing.id, grace: grace)
    }

    /// What is over already, and good to know.
    var happened: [Condition] { knowledge.active.flatMap { [resumed($0), tookOver($0)].compactMap(\.self) } }

    private func resumed(_ active: ActiveAiring) -> Condition? {
        guard let last = active.events.lastIndex(where: { $0.kind == .connected }) else { return nil }
        let ends = active.events[..<last].filter { $0.kind == .engineExited }
        guard let end = ends.last else { return nil }
        return Condition(
            key: "resumed/\(active.id)", urgency: .warning, title: "Resumed: \(active.airing.title)",
            detail: "\(end.detail?.oneSentence ?? "The engine was gone"), and another took on in the right place. The "
                + "airing's engine.log says more, and `playout log` for how long it was off air.",
            airing: active.id, lasts: false, times: ends.count)
    }

    private func tookOver(_ active: ActiveAiring) -> Condition? {
        guard let waiting = active.events.firstIndex(where: { $0.kind == .standingBy }),
            let connected = active.events[waiting...].first(where: { $0.kind == .connected }),
            connected.at > active.airing.onAir
        else { return nil }
        let wasOurs = active.events[..<waiting].contains { $0.kind == .connected }
        let waited = connected.at.timeIntervalSince(active.events[waiting].at)
        guard waited > (wasOurs ? Self.ghost : Self.standingBy) else { return nil }
        return Condition(
            key: "takeover/\(active.id)", urgency: .warning, title: "This machine took over: \(active.airing.title)",
            detail: "Another machine had the studio's mount, and let go of it at "
                + "\(TimeText(zone: knowledge.zone).clock(connected.at)); this one stood by and went on in the right "
                + "place. See what became of the other.", airing: active.id, lasts: false)
    }
}

extension ActiveAiring {
    /// What the engine told last about its connection.
    private var lastTold: AirEvent? {
        let telling: Set<AirEvent.Kind> = [
            .armed, .connected, .disconnected, .refused, .standingBy, .ended, .stopped, .engineExited,
        ]
        return events.last { telling.contains($0.kind) }
    }

    package var isConnected: Bool { lastTold?.kind == .connected }

    /// Another machine has the mount: the studio gets programme, though not from here.
    func isStandingBy(at now: Date) -> Bool {
        guard lastTold?.kind == .standingBy else { return false }
        guard let ours = events.lastIndex(where: { $0.kind == .connected }), ours + 1 < events.count else {
            return true
        }
        return now.timeIntervalSince(events[ours + 1].at) > AirConditions.ghost
    }

    /// The last thing that went wrong, in words.
    fileprivate var trouble: String? {
        events.last {
            [.disconnected, .refused, .engineExited, .unplayable, .faulted].contains($0.kind) && $0.detail != ""
        }?
        .detail
    }
}

extension String {
    /// Within a sentence: without the stop at its end.
    var oneSentence: String {
        var text = trimmingCharacters(in: .whitespacesAndNewlines)
        while text.last == "." { text.removeLast() }
        return text
    }
}
