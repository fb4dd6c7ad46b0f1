import Foundation
import Simulation

// `make simulate DAYS=… SEED=…`: as many days as wanted, in worlds of ten days each, by seeds that follow one another.

/// At once, into a file or a pipe too.
func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

let environment = ProcessInfo.processInfo.environment

func number<Number: LosslessStringConvertible>(_ name: String, or standard: @autoclosure () -> Number) -> Number {
    guard let text = environment[name], !text.isEmpty else { return standard() }
    guard let number = Number(text) else {
        say("\(name) is not a whole number: '\(text)'")
        exit(64)
    }
    return number
}

let seed = number("SEED", or: UInt64.random(in: 1...999_999_999))
let days = max(1, number("DAYS", or: 1000))
let daysOfAWorld = 10
let worlds = (days + daysOfAWorld - 1) / daysOfAWorld
let isDense = environment["DENSE"] == "1"
let trace = max(1, number("TRACE", or: 80))
say("SEED=\(seed) DAYS=\(days)")

@MainActor func simulate() async -> (figures: Figures, violations: [Violation]) {
    let begin = ContinuousClock.now
    var (figures, violations, done) = (Figures(), [Violation](), 0)
    await withTaskGroup(of: (Figures, Violation?).self) { group in
        func start(_ number: Int) {
            let length = min(daysOfAWorld, days - number * daysOfAWorld)
            group.addTask {
                let world = World(
                    seed: seed &+ UInt64(number), days: length,
                    options: .init(isDense: isDense, hasAlerts: true, trace: trace))
                let violation = world.run()
                return (world.figures, violation)
            }
        }
        let atOnce = max(1, ProcessInfo.processInfo.activeProcessorCount)
        var next = min(atOnce, worlds)
        for number in 0..<next { start(number) }
        for await (more, violation) in group {
            figures += more
            done += 1
            if let violation { violations.append(violation) }
            if violations.count < 10, next < worlds {
                start(next)
                next += 1
            }
            if done.isMultiple(of: max(1, worlds / 20)) {
                say("\(figures.days) days, \(figures.faults) faults, \(begin.duration(to: .now))")
            }
        }
    }
    return (figures, violations)
}

let (figures, violations) = await simulate()
say(figures.inWords)
// The first in full, so that it can be followed; of the others, what it was.
for violation in violations.sorted(by: { $0.seed < $1.seed }).prefix(1) { say("\n\(violation)") }
for violation in violations.sorted(by: { $0.seed < $1.seed }).dropFirst() {
    say("SEED=\(violation.seed) DAYS=\(violation.days): \(violation.invariant): \(violation.detail.prefix(500))")
}
exit(violations.isEmpty ? 0 : 1)
