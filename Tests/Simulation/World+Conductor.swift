import AsRun
import Foundation
import OnAir
import Plan
import Programme

// What `Conductor` does, with simulated hands.
extension World {
    static let settings = EngineSettings()

    func startConductor() {
        let finished = rows.values.filter { entry in
            entry.hasHadItsTurn(by: clock.now)
                && abs(entry.plannedOnAir.timeIntervalSince(clock.now)) < 2 * 86_400
        }
        var situation = Situation(
            now: clock.now, uptime: clock.time, finished: Set(finished.map(\.airing)),
            ends: Dictionary(finished.map { ($0.airing, $0.plannedOffAir) }) { $1 }, settings: Self.settings)
        situation.look(clock.reading)
        var conductor = SimulatedConductor(situation: situation, startedAt: clock.now, nextLook: clock.time)
        for (id, folder) in disk.sorted(by: { $0.key < $1.key }) where !folder.isFinished {
            let engine = engines.first { $0.orders.airing == id && !$0.isDead }?.number
            conductor.situation.adopt(
                folder.airing, events: folder.events, started: engine.flatMap { _ in folder.started },
                without: Set(folder.airing.segments.indices.filter { folder.prepared[$0] == nil }))
            for (index, segment) in folder.airing.segments.enumerated() {
                guard hasBeenReplaced(index, of: id, segment),
                    conductor.situation[id]?.unusable.files.contains(segment.file) ?? false
                else { continue }
                conductor.situation.replaced(segment.file, of: id)
            }
            conductor.watches[id] = .init(engine: engine, read: folder.events.count)
        }
        if let lastSeen, lastSeen < clock.now { conductor.accountedUntil = max(lastSeen, clock.now - 7 * 86_400) }
        self.conductor = conductor
        startKeeper()
        note(.conductor("starts"))
        witness.conductorStarted(self)
        planSoon(after: 0)
    }

    func lookAsConductor() {
        guard conductor != nil else { return }
        figures.looks += 1
        conductor?.situation.look(clock.reading)
        conductor?.nextLook = .infinity
        watch()
        let decisions = self.conductor?.situation.decisions ?? []
        witness.decides(decisions, self)
        for decision in decisions {
            note(.decision(decision))
            carryOut(decision)
        }
        setNextLook()
    }

    private func watch() {
        guard let active = conductor?.situation.active else { return }
        for active in active {
            let id = active.id
            guard var watch = conductor?.watches[id] else { continue }
            let alive = watch.engine.map(isAlive) ?? false
            let events = disk[id]?.events ?? []
            let fresh = events[min(watch.read, events.count)...]
            let beats = alive ? self.beats(of: watch.engine) : []
            watch.read = events.count
            for event in Array(fresh) + beats { conductor?.situation.note(event, of: id) }
            conductor?.watches[id] = watch
            if case .running = active.engine, !alive {
                engineGone(id, watch.ending)
            } else {
                probe(id)
                if !fresh.isEmpty { record(id) }
            }
            listen(id)
        }
        catchUpOnRecords()
    }

    private func beats(of engine: Int?) -> [AirEvent] {
        guard let index = engine.flatMap(index(ofEngine:)), let armedAt = engines[index].armedAt else { return [] }
        if engines[index].mode == .stopped { return [] }
        let count = Int(clock.time - armedAt)
        // Of those in a row that say the same, the last.
        let late = if case .standsStill = engines[index].mode { true } else { false }
        let first = late ? engines[index].beatsRead + 1 : max(count, engines[index].beatsRead + 1)
        engines[index].beatsRead = max(count, engines[index].beatsRead)
        guard first <= count else { return [] }
        let engine = engines[index]
        return (first...count).map { beat in
            let time = armedAt + Double(beat)
            let isSilent = engine.sound(at: time).map { $0.take.isSilent(at: $0.place) } ?? true
            return AirEvent(
                at: clock.now, kind: .beat,
                detail: "late=\(engine.lateness(at: time)) level=\(isSilent ? "-90" : "-18")")
        }
    }

    private func probe(_ id: Airing.ID) {
        guard let watch = conductor?.watches[id], clock.time - watch.probedAt >= 1,
            let index = watch.engine.flatMap(index(ofEngine:))
        else { return }
        conductor?.watches[id]?.probedAt = clock.time
        let since = engines[index].isConnected ? studio.swallowsSince : nil
        conductor?.situation.note(undelivered: since.map { clock.time - $0 } ?? 0, of: id)
    }

    /// What the monitor would tell.
    private func listen(_ id: Airing.ID) {
        guard let conductor, let engine = conductor.watches[id]?.engine.flatMap(index(ofEngine:)).map({ engines[$0] }),
            engine.isConnected, engine.playing != nil
        else {
            self.conductor?.unheardSince[id] = nil
            return
        }
        let kind = served(engine)
        if kind == .sound {
            self.conductor?.unheardSince[id] = nil
            if let told = conductor.told[id], told != .sound { hear(.sound, id) }
            return
        }
        let since = conductor.unheardSince[id] ?? clock.time
        self.conductor?.unheardSince[id] = since
        if clock.time - since >= 6, conductor.told[id] != kind { hear(kind, id) }
    }

    private func served(_ engine: SimulatedEngine) -> Hearing.Kind {
        if studio.holder != engine.number { return .missing }
        if studio.isSwallowed { return .frozen }
        guard let sound = engine.sound(at: clock.time) else {
            return engine.mode == .healthy || engine.mode == .outstays ? .sound : .frozen
        }
        return studio.isMute || sound.take.isSilent(at: sound.place) ? .silent : .sound
    }

    private func hear(_ kind: Hearing.Kind, _ id: Airing.ID) {
        conductor?.told[id] = kind
        note(.conductor("hears: \(kind.rawValue)"))
        let hearing = Hearing(kind, since: clock.now)
        conductor?.heard[id] = hearing
        conductor?.situation.note(hearing, of: id)
    }

    private func engineGone(_ id: Airing.ID, _ ending: String?) {
        guard let active = conductor?.situation[id] else { return }
        if !active.hasLeft {
            let how = active.stopping?.inWords ?? "the engine died" + (ending.map { " (\($0))" } ?? "")
            let event = AirEvent(at: clock.now, kind: .engineExited, detail: how)
            note(.event(event, id))
            disk[id]?.events.append(event)
        }
        conductor?.situation.noteEngineGone(id)
        record(id)
    }

    private func catchUpOnRecords() {
        guard let conductor, !conductor.unrecorded.isEmpty, abs(clock.now.timeIntervalSince(conductor.recordedAt)) > 5
        else { return }
        self.conductor?.recordedAt = clock.now
        for id in conductor.unrecorded { record(id) }
    }

    /// When it would see something new; what it sees in vain meanwhile is left out, unless that is wanted.
    private func setNextLook() {
        guard let conductor else { return }
        var next = min(conductor.nextLook, conductor.situation.next.map { clock.time(of: $0) } ?? .infinity)
        // Readings of the clock are rounded.
        next = max(next, clock.time + 0.000_1)
        if let pause = uneasiness { next = min(next, clock.time + pause) }
        self.conductor?.nextLook = next
    }

    /// Seconds between two looks where something may come of nothing's happening; `nil` where all is well.
    private var uneasiness: Double? {
        guard let conductor else { return nil }
        if options.isDense { return conductor.situation.active.isEmpty ? 1 : 0.1 }
        var pause: Double? = conductor.unrecorded.isEmpty ? nil : 5.1
        for active in conductor.situation.active {
            guard case .running = active.engine else {
                if !isAwaiting(active) || !conductor.situation.decisions.isEmpty { pause = min(pause ?? 0.1, 0.1) }
                continue
            }
            let engine = conductor.watches[active.id]?.engine.flatMap(index(ofEngine:)).map { engines[$0] }
            guard let engine, engine.killedAt == nil else { return 0.1 }
            let isWell = engine.armedAt != nil && (engine.mode == .healthy || engine.mode == .outstays)
            if !isWell || conductor.unheardSince[active.id] != nil || studio.isSwallowed || isSilent(engine) {
                pause = min(pause ?? 0.3, 0.3)
            }
            if conductor.told[active.id].map({ $0 != .sound }) ?? false { pause = min(pause ?? 0.3, 0.3) }
        }
        if conductor.situation.active.isEmpty { return conductor.situation.decisions.isEmpty ? nil : 0.1 }
        return pause
    }

    /// It has been waiting for long, for its next segment, or for something that the plan may have.
    private func isAwaiting(_ active: ActiveAiring) -> Bool {
        guard case .down(let since, _) = active.engine else { return false }
        return clock.time > since + 15
    }

    private func isSilent(_ engine: SimulatedEngine) -> Bool {
        studio.isMute || engine.sound(at: clock.time).map { $0.take.isSilent(at: $0.place) } ?? false
    }
}
