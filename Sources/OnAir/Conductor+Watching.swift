import Foundation
import Logging
import Programme

// What the engines do.
extension Conductor {
    /// Engines that an earlier conductor started, and airings that it left unfinished.
    func readopt() {
        for (folder, airing) in folders.unfinished() {
            let process = EngineProcess.find(in: folder.path).first
            let now = surroundings.clock.now()
            var active = ActiveAiring(airing, engine: .running(since: now))
            var watch = Watch(folder: folder, process: process)
            let (events, next) = folder.events(from: 0)
            for event in events { active.note(event) }
            watch.read = next
            self.active.append(active)
            watches[airing.id] = watch
            logger(airing.id).notice(
                process == nil ? "found an airing without its engine" : "took over an airing with its engine",
                metadata: ["pid": "\(process?.pid ?? 0)"])
        }
    }

    func watch() {
        for index in active.indices {
            let id = active[index].id
            guard var watch = watches[id] else { continue }
            // First whether it lives, then what it said: so nothing that it said is missed.
            let isAlive = watch.process.map(ProcessTable.isAlive) ?? false
            let (events, next) = watch.folder.events(from: watch.read)
            watch.read = next
            for event in events { tell(event, of: active[index].airing) }
            for event in events { active[index].note(event) }
            if case .running = active[index].engine, !isAlive {
                engineGone(at: index, in: watch.folder, ending: watch.ending)
            } else if events.contains(where: { $0.kind != .beat }) {
                record(active[index])
            }
            watches[id] = watch
        }
        catchUpOnRecords()
    }

    private func catchUpOnRecords() {
        let now = surroundings.clock.now()
        guard !unrecorded.isEmpty, abs(now.timeIntervalSince(recordedAt)) > 5 else { return }
        recordedAt = now
        for airing in active where unrecorded.contains(airing.id) { record(airing) }
    }

    /// Of an engine that this conductor has started.
    func engineExited(_ id: Airing.ID, status: String) {
        let lastWords = status == "exit status 0" ? nil : watches[id]?.folder.lastWords
        watches[id]?.ending = status + (lastWords.map { ": \($0)" } ?? "")
        wakeUp?.yield()
    }

    private func engineGone(at index: Int, in folder: AiringFolder, ending: String?) {
        let now = surroundings.clock.now()
        if !active[index].hasLeft {
            let how = active[index].stoppedAt == nil ? "died" : "hung and was ended by force"
            let detail = "the engine \(how)" + (ending.map { " (\($0))" } ?? "")
            folder.append(AirEvent(at: now, kind: .engineExited, detail: detail))
            logger(active[index].id).error(
                "an engine is gone before its airing is over", metadata: ["how": "\(detail)"])
        }
        active[index].noteEngineGone(at: now)
        record(active[index])
    }

    func tell(_ event: AirEvent, of airing: Airing) {
        guard event.kind != .beat else { return }
        let metadata: Logger.Metadata = ["detail": "\(event.detail ?? "")", "at": "\(event.at.rfc3339)"]
        let level: Logger.Level = [.refused, .unplayable].contains(event.kind) ? .warning : .info
        logger(airing.id).log(level: level, "\(event.kind.rawValue)", metadata: metadata)
    }
}
