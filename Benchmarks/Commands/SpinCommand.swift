import ArgumentParser
import Foundation

/// Keeps one core busy: `Load` starts these.
struct SpinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "spin", abstract: "Keeps one core busy, until its time is over or its parent is gone.",
        shouldDisplay: false)

    @Argument(help: "Seconds.") var seconds: Double

    func run() {
        let parent = getppid()
        let end = ContinuousClock.now + .seconds(seconds)
        var number: UInt64 = 88_172_645_463_325_252
        while ContinuousClock.now < end && getppid() == parent {
            for _ in 0..<1_000_000 {
                number ^= number << 13
                number ^= number >> 7
                number ^= number << 17
            }
        }
        // So that the numbers are of use, and the work is not left out.
        if number == 0 { print(number) }
    }
}
