import Foundation
import Testing

struct StandbyReportTests {
    @Test("the page says how often, the median and the worst, by their size")
    func text() async throws {
        let report = StandbyReport()
        for seconds in [0.4, 0.6, 0.5] { try await report.add(.takeOver, seconds) }
        for seconds in [0.004, -0.018] { try await report.add(.start, seconds) }
        let text = await report.text(on: Date(timeIntervalSince1970: 1_795_374_000))
        #expect(text.contains(" | 3 | 500 ms | 600 ms | 1 s |"))
        #expect(text.contains(" | 2 | 11 ms | 18 ms | ±20 ms |"))
        #expect(text.contains("2026-11-22"))
        #expect(!text.contains(Figure.takeOverOfNetwork.words))
    }
}
