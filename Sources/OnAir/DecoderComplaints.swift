import Foundation
import Programme
import SystemPackage

/// What the decoder says of the recording that it is at. Where it passes over a damaged stretch, what follows plays too
/// early, by as much; another engine starts in the right place.
struct DecoderComplaints: Sendable, Hashable {
    /// An uptime.
    private var playingSince: Double?
    /// Since the segment's start or the last repair.
    private var count = 0
    /// Uptimes.
    private var (first, last) = (0.0, 0.0)
    private var repairs = 0

    /// Complaints of which a repair, which costs half a second, is worth it: one may be about a single frame.
    private static let least = 2
    /// Seconds at a place within a recording before a decoder is at home there.
    private static let settling = 1.0
    /// Seconds without a complaint after which the damage is thought to be behind. What is passed over is passed over
    /// at once, so that an engine that is started too soon finds itself in the midst of it again.
    private static let pause = 3.0
    /// Seconds of complaints without such a pause.
    private static let longest = 10.0
    private static let mostRepairs = 2

    mutating func noteSegment(at uptime: Double) { (playingSince, count) = (uptime, 0) }

    mutating func note(_ complaints: Int, at uptime: Double) {
        guard complaints > 0, let playingSince, uptime - playingSince >= Self.settling else { return }
        if count == 0 { first = uptime }
        count += complaints
        last = uptime
    }

    /// An engine is to be ended for this reason, and another started.
    /// - Parameter segment: what plays.
    func repair(of segment: Segment?, at uptime: Double) -> StopReason? {
        guard count >= Self.least else { return nil }
        if last - first >= Self.longest { return .damaged }
        return uptime - last >= Self.pause && segment?.keepsTime ?? false ? .damaged : nil
    }

    /// Another engine begins anew.
    mutating func noteEngine() { (playingSince, count) = (nil, 0) }

    /// - Returns: whether it has been tried often enough.
    mutating func noteRepair() -> Bool {
        repairs += 1
        return repairs > Self.mostRepairs
    }

    /// How many of these lines, as the engine printed them, are the decoder's complaints: FFmpeg's look like
    /// `[mp3float @ 0x7f5b18006200] Header missing`. Some are about sound recordings.
    static func count(in lines: Data) -> Int {
        lines.split(separator: UInt8(ascii: "\n")).count { line in
            guard line.first == UInt8(ascii: "[") else { return false }
            let text = String(decoding: line, as: UTF8.self)
            return text.contains(" @ 0x") && !harmless.contains(where: text.contains)
        }
    }

    private static let harmless = [
        "Could not update timestamps", "Estimating duration", "Multiple frames in a packet", "Skipped",
        "Application provided invalid", "deprecated",
    ]
}

extension Segment {
    /// Each part of the recording says where in it it belongs, so that a decoder finds its place though something is
    /// missing before it. In an MP3 it counts from the beginning: there, what follows damage stays too early.
    fileprivate var keepsTime: Bool {
        !["mp3", "aac"].contains(FilePath(file).extension?.lowercased())
    }
}
