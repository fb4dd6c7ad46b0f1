import Foundation
import Glibc
import Logging
import Programme
import SystemPackage

// The recordings, where engines can read them.
extension Conductor {
    /// The airing's folder, made again if somebody has removed it.
    func folder(of active: ActiveAiring) -> AiringFolder? {
        guard let folder = watches[active.id]?.folder, folder.airing == nil else { return watches[active.id]?.folder }
        guard let anew = try? folders.create(for: active.airing) else { return folder }
        logger(active.id).error(
            "the airing's folder was gone and has been made again", metadata: ["at": "\(anew.path)"])
        watches[active.id] = Watch(folder: anew, isMadeAgain: true)
        return anew
    }

    /// - Returns: where each segment's recording lies ready; one that cannot be had harms no other.
    func prepare(_ rest: Airing, from offset: Int, in folder: AiringFolder) -> [Result<FilePath, any Error>] {
        let uncopied = watches[rest.id]?.uncopied ?? [:]
        watches[rest.id]?.uncopied = [:]
        return rest.segments.enumerated().map { index, segment in
            Result {
                if let ready = folder.prepared(offset + index) { return ready }
                if let error = uncopied[offset + index] { throw error }
                return try folder.prepare(surroundings.locate(segment), as: offset + index, for: reader)
            }
        }
    }

    /// What the engine's user may not read is copied for it, which takes its time, while everything else is watched.
    /// - Returns: whether that is going on. It is to be asked again then.
    func isCopying(_ rest: Airing, from offset: Int, into folder: AiringFolder) -> Bool {
        let id = rest.id
        guard let reader, let watch = watches[id] else { return false }
        if watch.isCopying { return true }
        let copies = rest.segments.enumerated().compactMap { index, segment -> AiringFolder.Copy? in
            let index = index + offset
            guard watch.uncopied[index] == nil, folder.prepared(index) == nil,
                let recording = try? surroundings.locate(segment), !reader.mayRead(recording)
            else { return nil }
            return AiringFolder.Copy(index: index, recording: recording)
        }
        guard !copies.isEmpty else { return false }
        watches[id]?.isCopying = true
        Task {
            let failures = await folder.make(copies, for: reader)
            watches[id]?.isCopying = false
            watches[id]?.uncopied = failures
            wakeUp?.yield()
        }
        return true
    }

    /// Who the engines run as, if not as ourselves.
    private var reader: Account? { geteuid() == 0 ? Account(named: engines.settings.user) : nil }
}
