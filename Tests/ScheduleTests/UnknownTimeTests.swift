import Foundation
import Programme
import Testing

@testable import Schedule

@Suite("Of a calendar that is away")
struct UnknownTimeTests {
    private let zone = TimeZone.gmt
    private let day = 86_400.0
    private let now = Date(timeIntervalSince1970: 1_795_348_800)

    private func unknown(from: Double, to: Double, stale: Bool = true) -> ScheduleNote? {
        ScheduleReading(source: "a calendar", fetchedAt: now, stale: stale)
            .unknown(of: (now + from * day)..<(now + to * day), zone: zone)
    }

    @Test("what was not read the last time is not known, and what was is")
    func known() throws {
        #expect(unknown(from: 0, to: 1) == nil)
        #expect(unknown(from: -7, to: 35) == nil)
        #expect(unknown(from: 34, to: 37)?.reason.contains("is not known") == true)
        #expect(unknown(from: 60, to: 61) != nil)
        #expect(unknown(from: -20, to: -19) != nil)
        #expect(unknown(from: 60, to: 61, stale: false) == nil)
    }
}
