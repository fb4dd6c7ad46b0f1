import Foundation
import OnAir
import Programme

// What is seen at each step, and whether it is as it should be.
extension World {
    func judge() {
        followSound()
        judgeEngines()
        judgeDeadAir()
        silence.follow(isSilent: witness.stretch == nil || studio.isMute, at: clock.time)
        witness.see(clock.now)
    }

    // MARK: What is on air

    /// What the studio gets at this instant.
    private var audible: (engine: SimulatedEngine, segment: Int, take: Take, place: Double)? {
        guard !studio.isSwallowed else { return nil }
        for engine in engines where engine.isConnected && engine.number == studio.holder {
            guard let sound = engine.sound(at: clock.time), !sound.take.isSilent(at: sound.place) else { continue }
            return (engine, sound.segment, sound.take, sound.place)
        }
        return nil
    }

    private func followSound() {
        let heard = audible
        if var stretch = witness.stretch {
            stretch.to = clock.time
            witness.stretch = stretch
            if heard?.engine.number != stretch.engine || heard?.segment != stretch.segment {
                witness.stretches[stretch.airing, default: []].append(stretch)
                witness.stretch = nil
            }
        }
        guard let heard else { return }
        if witness.stretch == nil {
            witness.stretch = .init(
                airing: heard.engine.orders.airing, engine: heard.engine.number, segment: heard.segment,
                take: heard.take, from: clock.time, to: clock.time)
            putChanges(of: heard.take, at: heard.place)
        }
        judgeSound(heard.engine, heard.take, heard.place)
    }

    private func putChanges(of take: Take, at place: Double) {
        for change in take.changes where change > place { agenda.put(.look, at: clock.time + change - place) }
    }

    /// The promise of an instant.
    func promise(at instant: Date) -> Promise? {
        var (low, high) = (0, promises.count)
        while low < high {
            let middle = (low + high) / 2
            if promises[middle].start <= instant { low = middle + 1 } else { high = middle }
        }
        return low > 0 && instant < promises[low - 1].end ? promises[low - 1] : nil
    }

    /// Seconds by which the end of a stream may be late: until it is found and ended by force.
    private static let lateness = 0.7
    /// Seconds by which a clock may be set, all in all, without anybody's taking notice.
    private static let slack = 0.2

    private func judgeSound(_ engine: SimulatedEngine, _ take: Take, _ place: Double) {
        guard clock.time > witness.excusedByClock, !witness.isClockUnseen else { return }
        let now = clock.now
        guard let promise = promise(at: now + Self.slack) ?? promise(at: now - Self.lateness) else {
            if conductor != nil, !isJustBack { violate(.junction, "\(take.file) is on air in nobody's time") }
            return
        }
        let rest = now.timeIntervalSince(promise.limit)
        if rest > Self.lateness, !(conductor == nil || isJustBack) {
            violate(.junction, "\(take.file) is on air \(rest) s after \(promise.pid) had to be off air")
        }
        guard take.file != SimulatedStore.emergency, rest <= 0, now > promise.start + Self.slack else { return }
        if engine.mode == .outstays, isJustBack { return }
        let error = place - now.timeIntervalSince(promise.start)
        if take.number < 0 || abs(error) > 0.15 {
            violate(.rightRecording, "\(take.file) is off its place in \(promise.pid) by \(error) s")
        }
        if store.known[take.file]?.recording.pid != promise.pid {
            violate(.rightRecording, "\(take.file) is on air in the time of \(promise.pid) (\(promise.start.rfc3339))")
        }
    }

    private var isJustBack: Bool { conductor.map { clock.now.timeIntervalSince($0.startedAt) < 1 } ?? true }

    // MARK: Engines

    private func judgeEngines() {
        guard engines.count > 1 else { return }
        let alive = engines.filter { !$0.isDead && $0.killedAt == nil }
        if Set(alive.map(\.orders.airing)).count < alive.count {
            violate(.oneEngine, "two engines of one airing: \(alive.map { "\($0.number) of \($0.orders.airing)" })")
        }
        let atStudio = alive.filter { engine in
            engine.link != .none && clock.now < engine.orders.closesAt + 0.5
        }
        if atStudio.count > 1, conductor != nil, !isJustBack, clock.time > witness.excusedByClock {
            violate(.oneEngine, "two engines at the studio: \(atStudio.map { "\($0.number) of \($0.orders.airing)" })")
        }
    }

    // MARK: Dead air

    private func judgeDeadAir() {
        guard clock.time > witness.excusedUntil, audible == nil, clock.now >= witness.latest, !witness.isClockWrong,
            let promise = promise(at: clock.now), isDue(promise), !isStarting
        else { return }
        violate(
            .onAir,
            """
            \(promise.pid) (\(promise.start.rfc3339)) should be on air, and is not, \
            \(clock.now.timeIntervalSince(promise.start)) s after its start. \(circumstances(promise))
            """)
    }

    private func circumstances(_ promise: Promise) -> String {
        let order = conductor?.situation.order
        let ignored = order?.ignored.filter { $0.file == promise.file }.map(\.reason) ?? []
        let planned = order?.airings.filter { $0.onAir < promise.end && promise.start < $0.offAir } ?? []
        return """
            Of its recording it is known: \(truths[promise.file] ?? .none). Planned: \(planned.map { "\($0.id) until \($0.offAir.rfc3339): \($0.segments.map(\.file))" }). \
            Ignored: \(ignored). Begun: \(conductor?.situation.active.map(\.id) ?? [])
            """
    }

    /// An engine is on its way, as fast as engines are.
    private var isStarting: Bool {
        engines.contains { engine in
            let allowed: Double =
                switch engine.start {
                case .arms(let after), .dies(let after): after + 0.15
                case .hangs: 8.7
                }
            return !engine.isDead && clock.time <= engine.spawnedAt + allowed
        }
    }

    /// There is something to play at this instant, beyond doubt.
    private func isDue(_ promise: Promise) -> Bool {
        let now = clock.now
        guard now > promise.start + 0.2, now < promise.dueUntil - 0.4 else { return false }
        let played = now.timeIntervalSince(promise.start)
        let truth = truths[promise.file] ?? .none
        if witness.putRight?.contains(min(promise.dueUntil, promise.start + truth.soundUntil)) ?? false { return false }
        let isAtHand = isAtHand(promise)
        if isAtHand || isBack(promise), !witness.misjudged.contains(promise.file),
            played < truth.soundUntil - Self.slack
        {
            return isAtHand || played < fallbackLength(of: promise) - Self.slack
        }
        if let whole = truth.whole, isAtHand, !hasFallback(promise),
            clock.time > max(whole.from, witness.troubledUntil) + Self.returning
        {
            return played < whole.duration - Self.slack
        }
        guard promise.isScheduled, store.emergencyTake != nil, truth.isReplaced || !isAtHand else { return false }
        if truth.soundUntil > 0, played < truth.soundUntil + truth.patience { return false }
        // Silence takes its time to be noticed, and nothing else must go wrong meanwhile.
        if truth.patience > 2, clock.time < witness.troubledUntil + truth.patience { return false }
        if !isAtHand, truth.soundUntil > 0, played >= truth.soundUntil - Self.slack { return false }
        let whole = truth.whole?.duration ?? .infinity
        return played < min(truth.mayEndAt, whole, fallbackLength(of: promise)) - Self.slack
    }

    /// Seconds in which a recording that has been replaced is on air again.
    private static let returning = 12.0

    /// There may be something else in the place of its recording.
    private func hasFallback(_ promise: Promise) -> Bool {
        store.emergencyTake != nil || fallbackLength(of: promise) < .infinity
    }

    /// The library was there when the programme's recording was needed.
    private func isAtHand(_ promise: Promise) -> Bool {
        let started = conductor?.startedAt ?? .distantFuture
        let needed = promise.start - 13...promise.start + 2
        let known = max(needed.lowerBound, started)
        let gone = witness.storeAway.filter { $0.overlaps(needed) || $0.contains(known) }
        if gone.isEmpty { return true }
        // One that is fetched while the engine still has time.
        guard promise.start == promise.chainStart, !gone.contains(where: { $0.contains(started) }) else { return false }
        let first = max(promise.start - 9.5, started + 1)
        return ([first] + gone.map(\.upperBound)).contains { instant in
            let moment = instant...instant + 0.8
            return instant >= first && moment.upperBound <= promise.start - 2.2
                && !gone.contains { $0.overlaps(moment) }
        }
    }

    /// The library was away when it was needed, and has been back for long enough that the recording, or what else
    /// there is, is on air.
    private func isBack(_ promise: Promise) -> Bool {
        let now = clock.now
        guard promise.start == promise.chainStart, clock.time > witness.troubledUntil + 18 else { return false }
        return witness.storeAway.allSatisfy { $0.upperBound < now - 18 } && (conductor?.startedAt ?? now) < now - 18
    }

    /// For as long as there is surely something in the place of a programme's own recording.
    private func fallbackLength(of promise: Promise) -> Double {
        let earlier = store.known.values.filter {
            $0.recording.pid == promise.pid && $0.take.file != promise.file
                && $0.recording.name.time < promise.name.time
        }
        return earlier.map { soundLength($0.take) }.min() ?? .infinity
    }

    private func soundLength(_ take: Take) -> Double {
        switch take.flaw {
        case .none: take.duration
        case .unplayable: .infinity
        case .truncated(let from), .deadly(let from, _), .gap(let from, _), .silent(let from, _): from
        }
    }
}
