import Foundation
import Logging
import Programme

// What the engines do.
extension Conductor {
    /// Engines that an earlier conductor started, and airings that it left unfinished.
    func readopt() {
        for (folder, airing) in folders.unfinished() {
            let process = EngineProcess.find(in: folder).first
            let (events, next) = folder.events(from: 0)
            situation.adopt(
                airing, events: events, started: process.flatMap { _ in folder.started },
                without: Set(airing.segments.indices.filter { folder.prepared($0) == nil }))
            forgiveReplaced(airing, in: folder)
            watches[airing.id] = Watch(
                folder: folder, process: process, read: next, readLog: folder.logLines(from: 0).next)
            readoptDestination(of: airing.id, in: folder)
            logger(airing.id).notice(
                process == nil ? "found an airing without its engine" : "took over an airing with its engine",
                metadata: ["pid": "\(process?.pid ?? 0)"])
        }
    }

    /// What was at fault may have been replaced while no conductor was there to see it.
    private func forgiveReplaced(_ airing: Airing, in folder: AiringFolder) {
        guard let active = situation[airing.id] else { return }
        for (index, segment) in airing.segments.enumerated() where active.unusable.hasFailed(segment.file) {
            let fault = active.events.last { $0.segment == index && $0.kind != .segment }
            guard let fault, let path = try? surroundings.locate(segment),
                folder.hasBeenReplaced(index, since: fault.at, by: path)
            else { continue }
            situation.replaced(segment.file, of: airing.id)
        }
    }

    func watch() {
        for active in situation.active {
            let id = active.id
            guard var watch = watches[id] else { continue }
            // First whether it lives, then what it said: so nothing that it said is missed.
            let isAlive = watch.process.map(ProcessTable.isAlive) ?? false
            let (events, next) = watch.folder.events(from: watch.read)
            watch.read = next
            for event in events {
                tell(event, of: active.airing)
                situation.note(event, of: id)
            }
            if case .running = active.engine, !isAlive {
                engineGone(id, &watch)
            } else {
                lookForWork(of: id, &watch)
                probe(id, &watch)
                if events.contains(where: { $0.kind != .beat }) { changed.insert(id) }
            }
            watches[id] = watch
        }
    }

    /// Whether an engine that has not said anything for a while writes anything at all.
    private func lookForWork(of id: Airing.ID, _ watch: inout Watch) {
        guard let process = watch.process, let quiet = situation[id]?.pulse.quiet, quiet > 1.5 else {
            watch.written = nil
            return
        }
        let written = ProcessTable.written(by: process)
        if let written, let before = watch.written, written > before { situation.noteWork(of: id) }
        watch.written = written
    }

    /// Once a second: how much of the stream waits for the studio's acknowledgement, and what the decoder says.
    private func probe(_ id: Airing.ID, _ watch: inout Watch) {
        guard let process = watch.process, situation.uptime - watch.probedAt >= 1 else { return }
        watch.probedAt = situation.uptime
        let destination = destination(of: id)
        let bytes = Double(EngineConnection.unacknowledgedBytes(of: process, to: destination.port))
        situation.note(undelivered: bytes / destination.bytesPerSecond, of: id)
        let (lines, next) = watch.folder.logLines(from: watch.readLog)
        watch.readLog = next
        situation.note(complaints: DecoderComplaints.count(in: lines), of: id)
    }

    /// After what there was to do: the air comes before the log, which is made from all that has happened.
    func keepRecords() {
        for id in changed { record(id) }
        changed = []
    }

    /// Of an engine that this conductor has started.
    func engineExited(_ id: Airing.ID, generation: Int?, status: String) {
        // By now another may be at work.
        guard situation[id]?.generation == generation else { return }
        let lastWords = status == "exit status 0" ? nil : watches[id]?.folder.lastWords
        watches[id]?.ending = status + (lastWords.map { ": \($0)" } ?? "")
        wakeUp?.yield()
    }

    private func engineGone(_ id: Airing.ID, _ watch: inout Watch) {
        guard let active = situation[id] else { return }
        watch.stillborn = active.pulse.isArmed || active.stopping != nil ? 0 : watch.stillborn + 1
        if !active.hasLeft {
            let how = active.stopping?.inWords ?? "the engine died" + (watch.ending.map { " (\($0))" } ?? "")
            let now = surroundings.clock.now()
            // What had not reached the studio by then tells since when it had got nothing.
            if case .undelivered(let seconds) = active.stopping {
                watch.folder.append(AirEvent(at: now - seconds, kind: .disconnected, detail: how))
            }
            watch.folder.append(AirEvent(at: now, kind: .engineExited, detail: how))
            logger(id).error("an engine is gone before its airing is over", metadata: ["how": "\(how)"])
        }
        situation.noteEngineGone(id)
        changed.insert(id)
    }

    func tell(_ event: AirEvent, of airing: Airing) {
        guard event.kind != .beat else { return }
        let metadata: Logger.Metadata = ["detail": "\(event.detail ?? "")", "at": "\(event.at.rfc3339)"]
        let level: Logger.Level = [.refused, .unplayable].contains(event.kind) ? .warning : .info
        logger(airing.id).log(level: level, "\(event.kind.rawValue)", metadata: metadata)
    }
}
