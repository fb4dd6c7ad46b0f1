import Foundation
import OnAir
import SystemPackage

/// The commented `playout.yaml` that `playout init` writes.
enum InitialFile {
    /// Writes it so that nobody but its owner and group can read it, whole or not at all.
    /// - Parameters:
    ///   - path: absolute, or relative to the working folder.
    ///   - name: the station's name.
    ///   - overwrites: whether a file that is there already gives way.
    /// - Throws: `ConfigurationError`.
    static func write(
        to path: FilePath, name: String, zone: TimeZone, overwrites: Bool = false
    ) throws(ConfigurationError) {
        let temporary = path.removingLastComponent().appending(".playout.yaml.\(UUID().uuidString)")
        do {
            // Whatever happens: where it has been renamed there is nothing left to remove.
            defer { _ = unlink(temporary.string) }
            try write(text(name: name, zone: zone), asNew: temporary)
            // A link, unlike a rename, fails where there is a file.
            let result =
                overwrites ? rename(temporary.string, path.string) : link(temporary.string, path.string)
            if result != 0 { throw Errno(rawValue: errno) }
        } catch .fileExists {
            throw ConfigurationError(
                file: path.string, "there is a file already and it stays as it is; `playout init --force` replaces it")
        } catch {
            throw ConfigurationError(file: path.string, "the file cannot be written: \(error)")
        }
    }

    private static func write(_ text: String, asNew path: FilePath) throws(Errno) {
        do {
            let file = try FileDescriptor.open(
                path, .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead])
            try file.closeAfter {
                try file.writeAll(text.utf8)
                if fsync(file.rawValue) != 0 { throw Errno(rawValue: errno) }
            }
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    /// As YAML reads it back, whatever is in it.
    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\"": "\\\""
            case _ where scalar.properties.generalCategory == .control: " "
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }

    /// A line that begins with `#` and no space after it is a key at its default, or an example.
    static func text(name: String, zone: TimeZone) -> String {
        let engine = EngineSettings()
        return """
            # Playout Machine: the station's configuration. `playout check` says whether everything in it works.
            # A line that begins with '#' and no space is a setting left at its default, or an example:
            # take the '#' away to set it. Relative paths are relative to this file's folder.

            station:
              # As it is shown to people.
              name: \(quoted(name))
              # The zone of the times in file names and in the schedule, by its IANA name.
              timezone: \(zone.identifier)
              # true where another machine of this station has the same mount and stands by, or is on air: a standby pair.
              #standby: false

            # Where the slots come from. Without a schedule, every recording plays at the time in its name.
            schedule:
              # A table of slots: start, end, programme id, title.
              #csv: schedule.csv
              # In its place, a calendar (docs/calendar.md says how to set it up, and what an event must say). Google's:
              #google: { calendar: abc@group.calendar.google.com, credentials: google.json }
              # or any other, by the address of its iCalendar feed, the word secret (the environment has the address, as
              # PLAYOUT_SCHEDULE_ICAL, or a systemd credential named schedule.ical), or an .ics file's path:
              #ical: https://example.org/calendar.ics
              # Minutes between two readings. A file is read twice a minute.
              #every: 5
              # Hours for which a calendar that is suddenly empty is not believed.
              #doubtFor: 24

            # Where the recordings are, named yyyymmdd_hhmm_pid.mp3 in the station's local time.
            library:
              folder: programmes
              # Or a bucket of S3, or of what speaks its language, with whatever credentials this machine has:
              # s3: { bucket: NAME, prefix: programmes/, region: eu-west-1, endpoint: https://s3.example.org, profile: NAME }
              # Or a remote of rclone's configuration: SFTP, WebDAV, Drive, Dropbox, OneDrive …
              # rclone: remote:programmes

            # Where secrets are that are not on this machine: AWS's Parameter Store. This station's password is
            # /playout/station/studio.password there.
            #parameterStore: { path: /playout/station, region: eu-west-1 }

            # What is fetched from a bucket or a remote is kept in the state folder.
            spool:
              # Gigabytes at most.
              #quota: 20
              # Megabits per second at most, if it is not to take the whole line.
              #bandwidth: 8
              # Seconds between two looks at the bucket or the remote.
              #refresh: 60

            # The Icecast server or Liquidsoap harbor that the stream goes to.
            studio:
              # A host name or an address: no http://, no port.
              host: 127.0.0.1
              port: 8000
              mount: /playout
              #user: source
              # Safer than here: the environment variable PLAYOUT_STUDIO_PASSWORD, or a systemd credential named
              # studio.password. Either goes before what is written here. Keep this file's mode at 640.
              password: change-me
              # true where the studio's port speaks TLS.
              #tls: false
              # opus, mp3, vorbis, flac or aac.
              #format: opus
              # Kilobits per second; of no account for flac.
              #bitrate: 256
              # true to send the title each time it changes. In opus, vorbis and flac some players stall there.
              #retitle: false

            # A recording played where a scheduled one is missing and there is no earlier edition to repeat.
            #emergency: emergency.mp3

            # How a programme leaves the air when its slot ends at this minute of the hour: faded out, and then off air,
            # so many seconds before. runOn: true keeps the connection where another recording starts at that instant.
            # This list replaces the default one as a whole. At any other minute a programme leaves at its slot's end.
            #junctions: [{ minute: 0, fadedOutBy: 88, offAirBy: 75 }, { minute: 30, fadedOutBy: 8, offAirBy: 8, runOn: true }]

            # Seconds of silence for which the connection is kept where runOn is true and the first recording ends early.
            #maxHold: \(engine.maxHold)

            # How Liquidsoap is run.
            engine:
              # Its name, looked up in the search path, or a path.
              #program: \(engine.program)
              # Your own copy of onair.liq, in place of the built-in one.
              #script: onair.liq
              # Its priority, -20 (first) to 19 (last).
              #nice: \(engine.nice)
              # Who it runs as where playout is started by root.
              #user: \(engine.user)
              # Seconds before a programme at which it is started.
              #preRoll: \(engine.preRoll)
              # Seconds of silence before a programme with which the connection is opened.
              #leadIn: \(engine.leadIn)
              # Seconds that a fade takes.
              #fade: \(engine.fade)
              # Seconds by which it starts early to make up for its own delay, as measured.
              #bias: \(engine.bias)
              # Seconds of silence after a recording that ends by itself.
              #tail: \(engine.tail)

            # While a programme is on air, playout listens to it as listeners do, and tells when there is nothing to hear.
            monitor:
              # Where listeners listen, if that is not the studio's host, port and mount.
              #url: https://listen.example.org/live
              # true to do without.
              #off: false

            # How loud programmes are on air (docs/preflight.md). Without a target each is played as loud as it is.
            loudness:
              # LUFS (EBU R128): each recording is made louder or quieter as a whole, once, to come out at this.
              #target: -23

            # What becomes of a recording that comes after its slot has begun, where nothing else is on air for it:
            # in-progress joins it where it would be by then, from-start plays it from its beginning, up to its slot's end.
            #late: in-progress

            # Who is told when something goes wrong, and that it is over. Any number of channels; `playout alerts test`
            # sends a test to each. A web address is secret: write the word secret in its place to have it looked for
            # in the environment (PLAYOUT_ALERTS_SLACK) or in a systemd credential (alerts.slack).
            #alerts: [{ mail: someone@example.org }, { slack: https://hooks.slack.com/services/… }, { ntfy: https://ntfy.sh/topic }]
            # More: { discord: ADDRESS }, { webhook: ADDRESS }, { mail: ADDRESS, from: ADDRESS, sendmail: /usr/sbin/sendmail }.

            # The folder in which playout keeps what it must not forget: the as-run log, caches, what is on air.
            state: state

            """
    }
}
