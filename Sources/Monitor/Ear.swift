import Foundation
import Programme

/// Listens to one airing: takes in what is noticed, and tells what is heard whenever that changes.
actor Ear {
    private let watch: Watch
    private var judge: Judge
    private let tell: @Sendable (Hearing) -> Void
    /// Seconds without a byte after which a connection is given up, and of bytes that come to nothing after which a
    /// decoder is: soon enough for another to be heard before it counts as trouble.
    private let patience: Double
    private let patienceWithDecoder: Double
    /// Since when bytes have come of which nothing was decoded.
    private var undecodedSince: Date?
    /// When anything came last, or a connection was made.
    private var cameAt = Date.distantFuture

    init(_ judge: Judge, watch: Watch, delivery: Delivery, tell: @escaping @Sendable (Hearing) -> Void) {
        (self.judge, self.watch, self.tell) = (judge, watch, tell)
        patienceWithDecoder = 1.5 + delivery.longestPage
        patience = Judge.patience + (delivery.needsSound ? Self.silenceInFLAC : delivery.longestPage)
    }

    /// Seconds for which nothing comes in FLAC where nothing is to be heard, and more.
    private static let silenceInFLAC = 20.0

    func note(_ notice: Judge.Notice) {
        undecodedSince = nil
        if case .connected = notice { cameAt = watch.now }
        judge.note(notice, at: watch.now)
        tick()
    }

    func noteBytes() {
        cameAt = watch.now
        undecodedSince = undecodedSince ?? cameAt
    }

    func expect(_ expectation: Expectation) { judge.expect(expectation) }

    /// Time goes by.
    func tick() {
        if let news = judge.news(at: watch.now) { tell(news) }
    }

    /// A connection by which nothing comes any more, or a decoder that hangs, is to be given up: a server that has
    /// gone without a word is not heard of otherwise.
    var shouldStartAgain: Bool {
        let now = watch.now
        if let undecodedSince, now.timeIntervalSince(undecodedSince) > patienceWithDecoder { return true }
        return now.timeIntervalSince(cameAt) > patience
    }
}

/// The wall clock as it was when somebody began to listen: what is being listened to keeps to that too.
struct Watch: Sendable {
    private let clock: any WallClock
    private let begun: ClockReading

    init(_ clock: any WallClock) { (self.clock, begun) = (clock, clock.reading()) }

    var now: Date { begun.now.addingTimeInterval(clock.reading().uptime - begun.uptime) }
}
