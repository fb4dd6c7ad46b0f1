import Foundation
import Testing

/// That the matrix notices what is told too often.
struct TellingTests {
    private static func message(
        _ id: String, _ alerts: (key: String, kind: String, urgency: String)..., title: String = "x"
    )
        -> Data
    {
        let list = alerts.map {
            #"{"key":"\#($0.key)","kind":"\#($0.kind)","urgency":"\#($0.urgency)","title":"\#(title)"}"#
        }
        return Data(#"{"id":"\#(id)","alerts":[\#(list.joined(separator: ","))]}"#.utf8)
    }

    private static let raised = message("1", ("dead-air", "raised", "critical"))
    private static let cleared = message("2", ("dead-air", "cleared", "critical"))
    private static let missing = message("3", ("missing/a", "raised", "warning"))

    @Test(
        "an alert, its steps and its all-clear are nothing too much",
        arguments: [
            [], [raised], [raised, cleared], [missing, message("11", ("missing/a", "worse", "warning"), title: "Now")],
            [missing, message("4", ("missing/a", "worse", "critical"))],
            [message("5", ("resumed/a", "happened", "warning"), ("takeover/a", "happened", "warning"))],
        ])
    func enough(messages: [Data]) { #expect(Telling(delivered: messages).excess == []) }

    @Test(
        "a storm, a double alert, a second all-clear and a repeated message are",
        arguments: [
            ([raised, raised], "message 1 came more than once"),
            ([raised, message("6", ("dead-air", "raised", "critical"))], "dead-air was raised 2 times"),
            ([raised, cleared, message("7", ("dead-air", "again", "critical"))], "dead-air was raised 2 times"),
            ([raised, cleared, message("8", ("dead-air", "cleared", "critical"))], "dead-air was cleared 2 times"),
            ([cleared], "dead-air was raised 0 times"),
            (
                [missing, message("9", ("missing/a", "worse", "warning"))],
                "missing/a was told more than once as a warning: x"
            ),
            (
                [missing, message("10", ("missing/b", "raised", "warning"))],
                "missing was told of 2 things: missing/a, missing/b"
            ),
        ])
    func excess(messages: [Data], words: String) { #expect(Telling(delivered: messages).excess.contains(words)) }

    @Test("what waits in the queue counts, unless it has come")
    func waiting() {
        let queued = Data(#"{"message":\#(String(decoding: Self.raised, as: UTF8.self))}"#.utf8)
        #expect(Telling(delivered: [], waiting: [queued]).abouts == ["dead-air"])
        #expect(Telling(delivered: [Self.raised], waiting: [queued]).excess == [])
    }

    @Test("what is told too often is no part of what is owed")
    func shortfall() {
        let finding = Finding(
            deadAir: 0, placeError: 0, endError: 0, nextError: 0, isNextWhole: true, outcome: "completed",
            heard: ["show"], excess: ["dead-air was raised 2 times"])
        #expect(Expectation.nothing.shortfalls(of: finding, leeway: .none) == finding.excess)
    }
}
