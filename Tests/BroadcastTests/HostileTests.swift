import AsRun
import Foundation
import Measure
import Programme
import SystemPackage
import Testing

@Suite(.onStage, .timeLimit(.minutes(5)))
struct HostileTests {
    static let texts = [
        "#{process.run(\"touch pwned\")}", "$(touch pwned) `touch pwned`", "a\"b'c\\d\\", "one\ntwo\r\nthree",
        "%n%s ${HOME} && touch pwned; |", "</icecast>&amp;\u{7}\u{202e}", "Ünï\u{308}cödé 🎙",
        "annotate:title=\"x\":/etc/passwd",
    ]

    @Test("titles and file names are data, whatever they hold", arguments: texts)
    func data(text: String) async throws {
        try await Station.with { station in
            let code = TimeCode.first(2)
            let file = text.replacing("/", with: ":").suffix(200) + ".flac"
            try await code.write(to: station.folder.appending("plain.flac"))
            try FileManager.default.moveItem(
                atPath: station.folder.appending("plain.flac").string,
                toPath: station.library.appending(String(file)).string)
            let onAir = station.soon()
            let airing = station.airing(
                try station.segment(code, String(file), at: onAir), for: 2, title: text)
            let row = try await station.broadcast(airing)[0]
            #expect(row.entry.outcome == .completed)
            let check = try await AirCheck(station.tap.untilClosed())
            #expect(check.ogg?.links.last?.tags["title"] == text)
            #expect(check.numbers(of: 0) == [0, 1])
            let everything = FileManager.default.enumerator(atPath: station.folder.string)?.compactMap { $0 as? String }
            #expect(everything?.contains { $0.hasSuffix("pwned") } == false)
        }
    }
}
