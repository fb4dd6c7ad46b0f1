import Foundation
import Programme
import TestSupport
import Testing

@testable import Alerts

/// Conditions that come and go at random, from a seed, and what the book tells of them.
private struct RandomDay {
    struct Step {
        let at: Date
        let present: Set<String>
        let notices: [Notice]
    }

    static let keys = ["dead-air", "disk", "missing/a", "missing/b", "resumed/a"]
    private(set) var steps: [Step] = []
    private(set) var book = AlertBook()

    init(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var (now, present, times) = (noon, Set<String>(), 1)
        let restlessness = [0.002, 0.02, 0.3][Int(seed % 3)]
        for _ in 0..<2000 {
            now += random.one(of: [0.1, 1, 1, 1, 7, 65, 950])
            for key in Self.keys where random.chance(restlessness) {
                if present.remove(key) == nil { present.insert(key) }
            }
            if random.chance(restlessness) { times += 1 }
            let conditions = Self.keys.filter(present.contains).map { key in
                condition(
                    key, lasts: key != "resumed/a", grace: key == "dead-air" ? 4 : 0,
                    stage: key.hasPrefix("missing") ? Int.random(in: 0...2, using: &random) : 0, times: times)
            }
            steps.append(Step(at: now, present: present, notices: book.update(conditions, at: now)))
            // As a conductor that is started again has it.
            if random.chance(0.01) { book = try FactsJSON.decode(from: FactsJSON.encode(book)) }
        }
    }

    func notices(_ key: String) -> [Notice] { steps.flatMap(\.notices).filter { $0.condition.key == key } }
}

@Suite("Of conditions that come and go at random") struct BookInvariantTests {
    @Test(
        "each is raised and cleared in turn, and never told while it is not so, nor cleared while it is",
        arguments: 0..<30 as Range<UInt64>)
    func inTurn(seed: UInt64) throws {
        let day = try RandomDay(seed: seed)
        for step in day.steps {
            for notice in step.notices where notice.condition.lasts {
                #expect(step.present.contains(notice.condition.key) == (notice.kind != .cleared))
            }
        }
        for key in RandomDay.keys where key != "resumed/a" {
            var isOpen = false
            for notice in day.notices(key) {
                switch notice.kind {
                case .raised, .again:
                    #expect(!isOpen)
                    isOpen = true
                case .worse: #expect(isOpen)
                case .cleared:
                    #expect(isOpen)
                    isOpen = false
                case .happened: Issue.record("\(key) lasts")
                }
            }
        }
    }

    @Test("an all-clear comes a minute or more after it was last so", arguments: 0..<30 as Range<UInt64>)
    func settled(seed: UInt64) throws {
        let day = try RandomDay(seed: seed)
        for key in RandomDay.keys {
            var lastSeen = Date.distantPast
            for step in day.steps {
                if step.present.contains(key) { lastSeen = step.at }
                for notice in step.notices where notice.kind == .cleared && notice.condition.key == key {
                    #expect(step.at.timeIntervalSince(lastSeen) >= AlertBook.settle)
                    #expect(try #require(notice.overSince) > lastSeen.addingTimeInterval(-0.001))
                }
            }
        }
    }

    @Test(
        "none makes more than two notices, and one for each stage, in a quarter of an hour",
        arguments: 0..<60 as Range<UInt64>)
    func noStorm(seed: UInt64) throws {
        let day = try RandomDay(seed: seed)
        for key in RandomDay.keys {
            let notices = day.notices(key)
            // The first all-clear comes sooner, and one more may follow it.
            let plain = notices.filter { $0.kind == .again || $0.kind == .cleared && $0.timesAway >= 0 }
            let repeats = zip(plain, plain.dropFirst()).filter { $0.kind == .again && $1.kind == .cleared }
            for (back, clear) in repeats { #expect(clear.at.timeIntervalSince(back.at) >= AlertBook.memory) }
            for (index, notice) in notices.enumerated() {
                let near = notices[index...].prefix { $0.at.timeIntervalSince(notice.at) < AlertBook.memory }
                #expect(near.count { $0.kind != .worse } <= 3)
                #expect(near.count { $0.kind == .worse } <= 4)
            }
        }
    }

    @Test("in the end, when all is well, nothing is left open and nothing is remembered")
    func calm() throws {
        for seed in 0..<20 as Range<UInt64> {
            var book = try RandomDay(seed: seed).book
            let start = noon + 10_000_000
            var opens = Set(book.alerts.map(\.key))
            for second in stride(from: 0.0, through: 3000, by: 10) {
                for notice in book.update([], at: start + second) { opens.remove(notice.condition.key) }
            }
            #expect(opens.isEmpty)
            #expect(book.alerts.isEmpty)
            #expect(String(decoding: try FactsJSON.encode(book), as: UTF8.self).contains("\"entries\":{}"))
        }
    }

    @Test("a conductor that is started again repeats nothing")
    func restarted() throws {
        var book = AlertBook()
        let all = [condition("disk"), condition("missing/a", stage: 1), condition("resumed/a", lasts: false)]
        #expect(book.update(all, at: noon).count == 3)
        var again = try FactsJSON.decode(AlertBook.self, from: FactsJSON.encode(book))
        #expect(again == book)
        #expect((1...100).flatMap { again.update(all, at: noon + Double($0)) }.isEmpty)
    }
}
