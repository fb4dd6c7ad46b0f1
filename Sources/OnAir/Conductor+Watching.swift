import Foundation
import Logging
import Programme

// What the engines do.
extension Conductor {
    /// Engines that an earlier conductor started, and airings that it left unfinished.
    func readopt() {
        for (folder, airing) in folders.unfinished() {
            let process = EngineProcess.find(in: folder.path).first
            let (events, next) = folder.events(from: 0)
            situation.adopt(
                airing, events: events, started: process.flatMap { _ in folder.started },
                without: Set(airing.segments.indices.filter { folder.prepared($0) == nil }))
            watches[airing.id] = Watch(folder: folder, process: process, read: next)
            logger(airing.id).notice(
                process == nil ? "found an airing without its engine" : "took over an airing with its engine",
                metadata: ["pid": "\(process?.pid ?? 0)"])
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
                engineGone(id, in: watch.folder, ending: watch.ending)
            } else {
                probeConnection(of: id, &watch)
                if events.contains(where: { $0.kind != .beat }) { record(id) }
            }
            watches[id] = watch
        }
        catchUpOnRecords()
    }

    /// How much of the stream waits for the studio's acknowledgement, once a second.
    private func probeConnection(of id: Airing.ID, _ watch: inout Watch) {
        guard let process = watch.process, situation.uptime - watch.probedAt >= 1 else { return }
        watch.probedAt = situation.uptime
        let bytes = Double(EngineConnection.unacknowledgedBytes(of: process, to: surroundings.studio.port))
        situation.note(undelivered: bytes / surroundings.studio.bytesPerSecond, of: id)
    }

    private func catchUpOnRecords() {
        let now = surroundings.clock.now()
        guard !unrecorded.isEmpty, abs(now.timeIntervalSince(recordedAt)) > 5 else { return }
        recordedAt = now
        for id in unrecorded { record(id) }
    }

    /// Of an engine that this conductor has started.
    func engineExited(_ id: Airing.ID, status: String) {
        let lastWords = status == "exit status 0" ? nil : watches[id]?.folder.lastWords
        watches[id]?.ending = status + (lastWords.map { ": \($0)" } ?? "")
        wakeUp?.yield()
    }

    private func engineGone(_ id: Airing.ID, in folder: AiringFolder, ending: String?) {
        guard let active = situation[id] else { return }
        if !active.hasLeft {
            let how = active.stopping?.inWords ?? "the engine died" + (ending.map { " (\($0))" } ?? "")
            let now = surroundings.clock.now()
            // What had not reached the studio by then tells since when it had got nothing.
            if case .undelivered(let seconds) = active.stopping {
                folder.append(AirEvent(at: now - seconds, kind: .disconnected, detail: how))
            }
            folder.append(AirEvent(at: now, kind: .engineExited, detail: how))
            logger(id).error("an engine is gone before its airing is over", metadata: ["how": "\(how)"])
        }
        situation.noteEngineGone(id)
        record(id)
    }

    func tell(_ event: AirEvent, of airing: Airing) {
        guard event.kind != .beat else { return }
        let metadata: Logger.Metadata = ["detail": "\(event.detail ?? "")", "at": "\(event.at.rfc3339)"]
        let level: Logger.Level = [.refused, .unplayable].contains(event.kind) ? .warning : .info
        logger(airing.id).log(level: level, "\(event.kind.rawValue)", metadata: metadata)
    }
}
