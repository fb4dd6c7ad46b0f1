import Foundation
import Measure
import OnAir
import Programme
import Subprocess
import SystemPackage

/// The forerunner's way of putting a programme on air: a script is generated for it, and Liquidsoap, with its whole
/// standard library, is started on the script at the programme's time. See docs/figures/README.md.
struct Forerunner: Sendable {
    let folder: FilePath
    let studio: TestStudio
    let clock = SystemWallClock()

    /// Lays ready what a turn needs, as the forerunner did some minutes before the hour.
    func prepare(_ turn: Turn) async throws -> FilePath {
        let recording = folder.appending(try turn.fileName)
        try await turn.code.write(to: recording)
        let script = folder.appending((recording.stem ?? "") + ".liq")
        try Data(text(for: recording, of: turn).utf8).write(to: URL(filePath: script.string))
        return script
    }

    /// A programme that is played once, and leaves with a fade of 3 s at the time that the length rule gives it:
    /// counted, as everything in it, from when the process has started. 44.1 kHz, since nothing says otherwise.
    private func text(for recording: FilePath, of turn: Turn) -> String {
        let length = turn.offAir.timeIntervalSince(turn.onAir)
        return """
            programme = once(single('annotate:liq_cue_out="\(length)":\(recording.string)'))
            programme = fade.out(duration=3., cue_cut(programme))
            output.icecast(
              %opus(bitrate=256, vbr="none", application="audio", signal="music", channels=2),
              host="127.0.0.1", port=\(studio.port), password="\(studio.password)", mount="/forerunner",
              fallible=true, on_stop=shutdown, max_duration(\(length), programme))

            """
    }

    /// Starts Liquidsoap at the turn's time, without the tenth of a second that its timer was allowed to be late,
    /// and waits until it has left.
    /// - Returns: what the process took.
    func play(_ turn: Turn, _ script: FilePath) async throws -> Usage {
        var words = ["liquidsoap", script.string]
        if geteuid() == 0, let account = Account(named: EngineSettings().user) {
            // As which Liquidsoap refuses to run.
            words = ["setpriv", "--reuid=\(account.user)", "--regid=\(account.group)", "--init-groups", "--"] + words
        }
        var options = PlatformOptions()
        options.createSession = true
        let configuration = Configuration(
            executable: .name(words[0]), arguments: Arguments(Array(words.dropFirst())), workingDirectory: folder,
            platformOptions: options)
        try await clock.wait(until: turn.onAir)
        return try await Subprocess.run(configuration, input: .none, output: .discarded, error: .discarded) { process in
            let usage = try await Usage.untilGone(process.processIdentifier.value, longest: turn.offAir + 15)
            // It has left by then, unless it hangs.
            try? process.send(signal: .kill)
            return usage
        }.closureResult
    }
}
