import Foundation
import Programme

/// Follows an airing's events in order and keeps the account of when it was on air.
struct AirHistory {
    let airing: Airing
    private(set) var firstOnAir: Date?
    /// The end of the last stretch on air; `nil` while it is on air, and if it never was. So too while it is off air
    /// and may come back.
    private(set) var offAir: Date?
    private(set) var interruptions: [AsRunEntry.Interruption] = []

    private var isConnected = false
    private var hasSegmentBegun = false
    /// The end of the last segment's recording, if it has come to it.
    private var contentEnd: Date?
    /// The engine's own last event.
    private var lastSign: Date?
    /// The last stretch off air, after the first on air.
    private var lastOff: (from: Date, reason: String)?
    /// A recording that could not be played.
    private var fault: String?
    /// Why it is not on air: what the studio said goes before what became of the engine.
    private var refusal: String?
    private var trouble: String?
    /// The last that the studio said is that another has the mount.
    private var isStandingBy = false

    init(airing: Airing) { self.airing = airing }

    private var isOnAir: Bool { isConnected && hasSegmentBegun }

    mutating func follow(_ event: AirEvent) {
        let wasOnAir = isOnAir
        switch event.kind {
        case .connected: (isConnected, isStandingBy) = (true, false)
        case .segment: (hasSegmentBegun, contentEnd) = (true, nil)
        case .exhausted: exhausted(event)
        case .unplayable: unplayable(event)
        case .faulted: faulted(event)
        case .disconnected: disconnect(at: event.at, reason: event.detail ?? "the connection was lost")
        case .ended: end(at: event.at, reason: event.detail ?? "it left the air early", asPlanned: true)
        case .stopped: end(at: event.at, reason: event.detail ?? "the engine was told to stop", asPlanned: false)
        case .engineExited: engineGone(event, reason: event.detail ?? "the engine died")
        case .armed: newEngine(event)
        case .refused: (refusal, isStandingBy) = (event.detail ?? "the studio refused the connection", false)
        case .standingBy: standBy(event)
        case .beat, .fading: break
        }
        if ![.engineExited, .faulted].contains(event.kind) { lastSign = event.at }
        if isOnAir, !wasOnAir { join(at: event.at) }
    }

    /// Nothing more will happen.
    mutating func finish() {
        if isOnAir, let sign = lastSign { disconnect(at: sign, reason: "nothing was heard of it after this") }
        guard firstOnAir != nil else {
            let reason = fault ?? refusal ?? trouble ?? "the engine never got as far as the studio"
            interruptions = [.init(from: airing.onAir, to: airing.offAir, reason: reason)]
            return
        }
        guard let last = lastOff else { return }
        offAir = last.from
        interruptions.removeAll { $0.to == nil }
        if airing.offAir.timeIntervalSince(last.from) > AsRunEntry.tolerance {
            interruptions.append(.init(from: last.from, to: airing.offAir, reason: last.reason))
        }
    }

    /// Of a history that is finished.
    var outcome: AsRunEntry.Outcome {
        if firstOnAir == nil { return isStandingBy && fault == nil ? .stoodBy : .failed }
        return interruptions.isEmpty ? .completed : .interrupted
    }

    private mutating func join(at instant: Date) {
        if firstOnAir == nil {
            firstOnAir = instant
            if instant.timeIntervalSince(airing.onAir) > AsRunEntry.tolerance {
                let reason = fault ?? refusal ?? trouble ?? "it was started late"
                let to = min(instant, airing.offAir)
                interruptions.append(.init(from: airing.onAir, to: to, reason: reason))
            }
        } else if let last = lastOff {
            interruptions.removeAll { $0.to == nil }
            interruptions.append(.init(from: last.from, to: instant, reason: last.reason))
        }
        (lastOff, offAir) = (nil, nil)
    }

}

// MARK: Off the air

extension AirHistory {
    /// Whatever took it off the air, from now on it is another's turn.
    private mutating func standBy(_ event: AirEvent) {
        let reason = "stood by: \(event.detail ?? "another has the mount")"
        (refusal, isStandingBy) = (reason, true)
        guard !isOnAir, let last = lastOff, !last.reason.hasSuffix(reason) else { return }
        lastOff?.reason = "\(last.reason); then \(reason)"
        if let index = interruptions.lastIndex(where: { $0.to == nil }) {
            interruptions[index].reason = "\(last.reason); then \(reason)"
        }
    }

    private mutating func disconnect(at instant: Date, reason: String) {
        leave(at: instant, reason: reason)
        isConnected = false
    }

    /// The engine has left the air, and has no segment any more.
    private mutating func end(at instant: Date, reason: String, asPlanned: Bool) {
        if isOnAir || !asPlanned { leave(at: instant, reason: reason, asPlanned: asPlanned) }
        (isConnected, hasSegmentBegun) = (false, false)
    }

    /// Whatever becomes of the connection and the engine then, this is the cause.
    private mutating func unplayable(_ event: AirEvent) {
        fault = "\(file(of: event) ?? "the recording") cannot be played" + (event.detail.map { ": \($0)" } ?? "")
        goSilent(at: event.at, reason: fault ?? "")
    }

    /// Seen by the conductor a moment after the recording's last sound.
    private mutating func faulted(_ event: AirEvent) {
        guard let file = file(of: event) else { return }
        goSilent(at: event.at, reason: "\(file): \(event.detail ?? "it failed")")
    }

    /// The connection stays, and there is nothing to send.
    private mutating func goSilent(at instant: Date, reason: String) {
        leave(at: instant, reason: reason)
        hasSegmentBegun = false
    }

    /// A recording that ends where the plan has it end leaves the air, or is followed by a moment's silence until the
    /// next segment; one that ends before that was shorter than its header said.
    private mutating func exhausted(_ event: AirEvent) {
        guard isOnAir else { return }
        if airing.plannedEnd(of: event.segment ?? -1).timeIntervalSince(event.at) > AsRunEntry.tolerance {
            goSilent(at: event.at, reason: "\(file(of: event) ?? "the recording") ended early")
        } else {
            contentEnd = event.at
        }
    }

    /// If the one before it was on air, nobody saw it go.
    private mutating func newEngine(_ event: AirEvent) {
        if isOnAir { engineGone(event, reason: "the engine was gone") }
        (isConnected, hasSegmentBegun) = (false, false)
    }

    /// If it was noticed late, the engine had been gone since its last sign of life.
    private mutating func engineGone(_ event: AirEvent, reason: String) {
        if airing.offAir.timeIntervalSince(event.at) > AsRunEntry.tolerance { isStandingBy = false }
        var instant = event.at
        if let sign = lastSign, event.at.timeIntervalSince(sign) > AsRunEntry.noticing { instant = sign }
        end(at: instant, reason: reason, asPlanned: false)
    }

    /// - Parameter asPlanned: the engine believes that the airing is over; there may be another that goes on.
    private mutating func leave(at instant: Date, reason: String, asPlanned: Bool = false) {
        guard isOnAir else {
            trouble = reason
            return
        }
        // After its content, the engine sends a moment of silence.
        let instant = min(instant, contentEnd ?? instant)
        (lastOff, contentEnd) = ((instant, reason), nil)
        if asPlanned || airing.offAir.timeIntervalSince(instant) <= AsRunEntry.tolerance {
            offAir = instant
        } else {
            interruptions.append(.init(from: instant, to: nil, reason: reason))
        }
    }

    private func file(of event: AirEvent) -> String? {
        guard let index = event.segment, airing.segments.indices.contains(index) else { return nil }
        return airing.segments[index].file
    }
}
