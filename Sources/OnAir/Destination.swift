import Logging
import Programme
import SystemPackage

/// Where an engine's stream goes, and what it is: the studio as it was when the engine was started. Who is let in with
/// which password is no part of it.
struct Destination: Sendable, Hashable, Codable {
    let host: String
    let port: Int
    let mount: String
    let tls: Bool
    let format: String
    let bitrate: Int

    init(_ studio: Studio) {
        (host, port, mount, tls) = (studio.host, studio.port, studio.mount, studio.tls)
        (format, bitrate) = (studio.format.rawValue, studio.bitrate)
    }

    /// The studio as the settings have it, but for where the stream goes and what it is.
    func studio(_ settings: Studio) -> Studio {
        var studio = settings
        (studio.host, studio.port, studio.mount, studio.tls) = (host, port, mount, tls)
        (studio.format, studio.bitrate) = (Studio.Format(rawValue: format) ?? settings.format, bitrate)
        return studio
    }

    /// Of the stream; of FLAC, whose rate depends on what is in it, about as much as music takes.
    var bytesPerSecond: Double { Double(format == Studio.Format.flac.rawValue ? 900 : bitrate) * 1000 / 8 }
}

// What is on air stays as it is, though the settings are others by now.
extension Conductor {
    /// As the settings have it where nothing else is known.
    func destination(of id: Airing.ID) -> Destination {
        watches[id]?.destination ?? Destination(surroundings.studio)
    }

    /// Of an engine that is about to be started.
    func noteDestination(of id: Airing.ID, in folder: AiringFolder) {
        let destination = Destination(surroundings.studio)
        watches[id]?.destination = destination
        folder.note(destination)
    }

    /// Of an engine that an earlier conductor has started.
    func readoptDestination(of id: Airing.ID, in folder: AiringFolder) {
        guard let destination = folder.destination else { return }
        watches[id]?.destination = destination
        guard destination != Destination(surroundings.studio), watches[id]?.process != nil else { return }
        logger(id).warning(
            "what is on air goes to another studio than the settings name, and goes on; the next engine goes there",
            metadata: ["studio": "\(destination.host):\(destination.port)\(destination.mount)"])
    }

    /// Where it can be listened to.
    package func studio(of id: Airing.ID) -> Studio { destination(of: id).studio(surroundings.studio) }
}
