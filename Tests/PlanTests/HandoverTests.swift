import Foundation
import Plan
import Programme
import Testing

@Suite struct HandoverTests {
    @Test("an airing leaves half a second before the next one, faded if it is cut")
    func handover() throws {
        let slots = [slot("14:00", "14:20", "a"), slot("14:20", "14:40", "b")]
        let order = plan(slots, [File("1400_a.mp3", 1300), File("1420_b.mp3", 1200)])
        #expect(
            order.lines == [
                "14:00:00-14:19:59.500 faded a scheduled 1400_a.mp3", "14:20:00-14:40:00 b scheduled 1420_b.mp3",
            ])
        #expect(order.airings[0].offAirBy == at("14:19:59.5"))
    }

    @Test(
        "one that has ended by then is left alone",
        arguments: [(1199.4, false, "14:19:59.400"), (1199.54, false, "14:19:59.500"), (1200, true, "14:19:59.500")])
    func ended(duration: Double, faded: Bool, offAir: String) {
        let slots = [slot("14:00", "14:20", "a"), slot("14:20", "14:40", "b")]
        let airing = plan(slots, [File("1400_a.mp3", duration), File("1420_b.mp3", 1200)]).airings[0]
        #expect(airing.offAir.clock == offAir)
        #expect((airing.fadedOutBy != nil) == faded)
        #expect(airing.offAirBy == at("14:19:59.5"))
    }

    @Test("a start between the slot's end and half a second later moves the leaving by so much")
    func justAfter() {
        let slots = [
            slot("14:00", "14:20", "a"),
            Slot(start: at("14:20") + 0.25, end: at("14:40"), pid: try! PID("b"), title: ""),
        ]
        let airing = plan(slots, [File("1400_a.mp3", 1300)], emergency: 60).airings[0]
        #expect(airing.offAir == at("14:20") - 0.25)
    }

    @Test("what would be off the air again before it is on is left out")
    func noTime() {
        let order = plan([], [File("140000_a.mp3", 60), File("140002_b.mp3", 60), File("140030_c.mp3", 60)])
        #expect(order.airings.map(\.pid.text) == ["b", "c"])
        #expect(order.reason("_a.mp3")?.hasPrefix("there is no time") == true)
    }
}
