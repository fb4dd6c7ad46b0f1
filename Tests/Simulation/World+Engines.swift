import Foundation
import OnAir
import Programme
import TestSupport

// Engines at work.
extension World {
    func index(ofEngine number: Int) -> Int? { engines.firstIndex { $0.number == number } }

    func isAlive(_ number: Int) -> Bool { engines.contains { $0.number == number && !$0.isDead } }

    /// - Returns: `nil` if none can be started.
    func spawn(_ orders: SimulatedEngine.Orders) -> Int? {
        guard clock.time >= enginesMissingUntil else { return nil }
        enginesMade += 1
        let start: SimulatedEngine.Start =
            clock.time < enginesCrashUntil
            ? .dies(after: dice.between(0.1, dice.chance(0.5) ? 0.4 : 3))
            : dice.chance(options.hasFaults ? 0.002 : 0) ? .hangs : .arms(after: dice.between(0.25, 0.6))
        engines.append(
            SimulatedEngine(
                number: enginesMade, orders: orders, spawnedAt: clock.time, start: start, offset: clock.offset))
        note(.engine(enginesMade, "is started", orders.airing))
        witness.engineStarted(engines[engines.count - 1], self)
        return enginesMade
    }

    func tell(_ kind: AirEvent.Kind, _ engine: SimulatedEngine, _ segment: Int? = nil, _ detail: String? = nil) {
        let event = AirEvent(
            at: clock.now, kind: kind, detail: detail, segment: segment.map { engine.orders.first + $0 })
        note(.event(event, engine.orders.airing))
        disk[engine.orders.airing]?.events.append(event)
        // The conductor looks ten times a second.
        conductor?.wake(within: 0.1, at: clock.time, &dice)
    }

    func advance(_ number: Int, _ step: SimulatedEngine.Step) {
        guard let index = index(ofEngine: number) else { return }
        switch step {
        case .arm:
            engines[index].armedAt = clock.time
            // It takes a second to find that there is nothing in a recording.
            if !engines[index].isSound { witness.excuse(until: clock.time + 1.3, self) }
            tell(.armed, engines[index])
        case .die: die(number)
        case .knock: knock(index)
        case .fade:
            engines[index].isFading = true
            tell(.fading, engines[index])
        case .leave: leave(index)
        case .begin(let segment):
            engines[index].begin(segment, clock)
            tell(.segment, engines[index], segment)
        case .unplayable(let segment):
            engines[index].spend(segment, clock)
            witness.excuse(until: clock.time + 1.3, self)
            tell(.unplayable, engines[index], segment)
        case .exhaust(let segment):
            engines[index].spend(segment, clock)
            tell(.exhausted, engines[index], segment)
        }
    }

    private func knock(_ index: Int) {
        switch studio.ask(engines[index].number, at: clock.time) {
        case .accepted:
            engines[index].link = .connected
            engines[index].refusal = nil
            tell(.connected, engines[index])
        case .refused(let words):
            witness.excuse(until: clock.time + 1.6, self)
            refuse(index, words)
            engines[index].link = .knocks(at: (clock.time + 0.5).rounded(.up))
        case .silence(let patience):
            refuse(index, "timeout")
            engines[index].link = .knocks(at: clock.time + patience + 1)
        }
    }

    /// Of the same refusal, one a minute is told.
    private func refuse(_ index: Int, _ words: String) {
        if let told = engines[index].refusal, told.words == words, clock.time - told.at < 60 { return }
        engines[index].refusal = (words, clock.time)
        tell(.refused, engines[index], nil, words)
    }

    private func leave(_ index: Int) {
        if engines[index].isConnected {
            studio.lose(engines[index].number, at: clock.time)
            tell(.disconnected, engines[index])
            tell(.ended, engines[index])
        }
        bury(index)
    }

    /// Its process is gone, for whatever reason.
    func die(_ number: Int) {
        guard let index = index(ofEngine: number), !engines[index].isDead else { return }
        studio.lose(number, at: clock.time)
        bury(index)
    }

    private func bury(_ index: Int) {
        let engine = engines[index]
        note(.engine(engine.number, "is gone", engine.orders.airing))
        if let beat = engine.lastBeat(before: clock.time) {
            let at = clock.now.addingTimeInterval(beat - clock.time)
            disk[engine.orders.airing]?.events.append(AirEvent(at: at, kind: .beat, detail: "late=0"))
        }
        witness.engineGone(engine, self)
        engines[index].isDead = true
        // The conductor that started it is told at once.
        conductor?.wake(within: 0.02, at: clock.time, &dice)
        judge()
        engines.remove(at: index)
    }

    func kill(_ number: Int) {
        guard let index = index(ofEngine: number), engines[index].killedAt == nil else { return }
        engines[index].killedAt = clock.time
        agenda.put(.dies(engine: number), at: clock.time + dice.between(0.001, 0.02))
    }

    /// The clock was put back: the stream of an engine goes along. Put forward, it does not.
    func engines(followClockSetTo offset: Double) {
        for index in engines.indices {
            let isStreaming = engines[index].armedAt != nil
            engines[index].offset = isStreaming ? min(engines[index].offset, offset) : offset
        }
    }

    /// The connections of all engines break.
    func breakConnections() {
        for index in engines.indices where engines[index].isConnected {
            engines[index].link = .knocks(at: (clock.time + 0.5).rounded(.up))
            guard engines[index].mode != .stopped else { continue }
            tell(.disconnected, engines[index])
        }
    }
}
