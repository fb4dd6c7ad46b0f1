import Foundation
import OnAir
import Programme

// What befalls it.
extension World {
    func happen(_ happening: Happening) {
        switch happening {
        case .fault(let fault):
            note(.fault(fault))
            figures.faults += 1
            witness.befalls(fault, self)
            begin(fault)
            conductor?.wake(within: 0.1, at: clock.time, &dice)
            if fault.duration > 0 { agenda.put(.over(fault), at: clock.time + fault.duration) }
        case .over(let fault):
            note(.over(fault))
            end(fault)
            conductor?.wake(within: 0.1, at: clock.time, &dice)
        case .arrives(let name, let duration, let flaw):
            store.put(name, duration: duration, flaw: flaw, now: clock.now)
            // By a clock that has been set forward several times, it may come too late.
            let isLate = name.time.instants(in: zone).first.map { clock.now > $0 - 60 } ?? false
            if isLate, truths[name.fileName]?.isHealthy ?? false { truths[name.fileName] = .doubtful(duration) }
            planSoon(after: 5)
        case .vanishes(let file):
            store.remove(file)
            planSoon(after: 5)
        case .examined(let file):
            store.examine(file)
            planSoon(after: 5)
        case .scheduleChanges(let slots):
            self.slots = slots
            slotsVersion += 1
            planSoon(after: 30)
        case .conductorStarts(let incarnation): if incarnation == self.incarnation { startConductor() }
        case .plannerLooks(let incarnation): if incarnation == self.incarnation { lookAsPlanner() }
        case .planIsMade(let order, let incarnation): if incarnation == self.incarnation { follow(order) }
        case .dies(let engine): die(engine)
        case .beginsToStandStill(let engine, let mode):
            if let index = index(ofEngine: engine) { engines[index].mode = mode }
        case .look: conductor?.wake(within: 0.1, at: clock.time, &dice)
        }
    }

    private func begin(_ fault: Fault) {
        switch fault {
        case .engineKilled: for engine in engines { die(engine.number) }
        case .engineStopped:
            for index in engines.indices where engines[index].mode != .stopped {
                (engines[index].mode, engines[index].stoppedAt) = (.stopped, clock.time)
            }
        case .engineStandsStill:
            for index in engines.indices where engines[index].mode == .healthy {
                engines[index].mode = .standsStill(since: clock.time)
            }
        case .engineOutstays:
            for index in engines.indices where engines[index].mode == .healthy { engines[index].mode = .outstays }
        case .enginesCrash(let seconds): crash(for: seconds)
        case .enginesCannotStart(let seconds): enginesMissingUntil = max(enginesMissingUntil, clock.time + seconds)
        case .conductorKilled(let seconds): killConductor(for: seconds)
        case .bothKilled(let seconds), .machineDies(let seconds):
            for engine in engines { die(engine.number) }
            killConductor(for: seconds)
        case .studio(let trouble, _): troubleStudio(trouble)
        case .clockSet(let seconds):
            clock.set(by: seconds)
            engines(followClockSetTo: clock.offset)
        case .diskFull(let seconds): diskFullUntil = max(diskFullUntil, clock.time + seconds)
        case .calendarAway(let seconds): calendarAwayUntil = max(calendarAwayUntil, clock.time + seconds)
        case .storeAway(let seconds):
            storeAwayUntil = max(storeAwayUntil, clock.time + seconds)
            store.isAway = true
        }
    }

    private func end(_ fault: Fault) {
        switch fault {
        case .studio(let trouble, _):
            studio.end(trouble, at: clock.time)
            if trouble == .swallows { networkIsBack() }
        case .storeAway where clock.time >= storeAwayUntil:
            store.isAway = false
            planSoon(after: 5)
        case .calendarAway: planSoon(after: 30)
        case .diskFull: planSoon(after: 5)
        default: break
        }
    }

    private func crash(for seconds: Double) {
        enginesCrashUntil = max(enginesCrashUntil, clock.time + seconds)
        for engine in engines { die(engine.number) }
    }

    private func troubleStudio(_ trouble: SimulatedStudio.Trouble) {
        studio.begin(trouble, at: clock.time)
        if trouble == .away { breakConnections() }
    }

    private func networkIsBack() {
        for index in engines.indices where engines[index].isConnected {
            if studio.holder == engines[index].number {
                studio.recovers(engines[index].number)
            } else {
                engines[index].link = .knocks(at: (clock.time + 0.5).rounded(.up))
                if engines[index].mode != .stopped { tell(.disconnected, engines[index]) }
            }
        }
    }

    private func killConductor(for seconds: Double) {
        conductor = nil
        start(conductorAfter: seconds)
    }

    func start(conductorAfter seconds: Double) {
        incarnation += 1
        agenda.put(.conductorStarts(incarnation: incarnation), at: clock.time + seconds)
    }
}
