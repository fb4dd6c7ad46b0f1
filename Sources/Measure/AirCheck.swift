import Dispatch
import Foundation
import Programme

/// What reached the studio over one connection, and when: decoded, read, and put on the wall clock.
///
/// The studio has a sample from the arrival of the page (in MP3 and AAC, the frame) that completes it: in Ogg, a page
/// of granule position G completes the decoded sample G − pre-skip of its logical stream. Pages come in lumps, some
/// 140 ms of Opus in one; so the instant of a sample is not that of one page, but the median of what ten pages say:
/// `arrival − (what they complete − the sample)`.
package struct AirCheck: Sendable {
    /// So much of the audio had arrived at that instant.
    package struct Progress: Sendable, Hashable {
        package let samples: Int
        package let at: Date
    }

    package let connection: ByteTap.Connection
    package let request: SourceRequest
    /// `nil` if the stream is not Ogg.
    package let ogg: OggStream?
    package let progress: [Progress]
    /// 48 kHz, one channel.
    package let samples: [Float]
    package let reading: TimeCodeReading

    package struct Unreadable: Error, CustomStringConvertible {
        package let description: String
    }

    /// Decodes what came over the connection so far.
    /// - Throws: `Unreadable` if that was no stream; whatever keeps ffmpeg from decoding it.
    package init(_ connection: ByteTap.Connection) async throws {
        guard let request = SourceRequest(connection.bytes) else {
            throw Unreadable(description: "there is no request of a source in \(connection.bytes.count) bytes")
        }
        (self.connection, self.request) = (connection, request)
        let body = connection.bytes[request.length...]
        if body.starts(with: "OggS".utf8) {
            let ogg = OggStream(body)
            (self.ogg, progress) = (ogg, Self.progress(of: ogg, over: connection, from: request.length))
            samples = try await Self.decode(ogg, in: Array(body))
        } else {
            let frames = FrameStream(body)
            (ogg, progress) = (nil, Self.progress(of: frames, over: connection, from: request.length))
            samples = try await FFmpeg.decode(Array(body), as: frames.container)
        }
        let samples = samples
        // It takes a while, and must not hold up those who have an airing to watch over.
        reading = await withCheckedContinuation { done in
            DispatchQueue.global(qos: .utility).async { done.resume(returning: TimeCodeReading(samples)) }
        }
    }

    /// When the studio had this sample; `nil` if nothing came.
    package func instant(of sample: Double) -> Date? {
        let after = progress.drop { Double($0.samples) < sample }.prefix(10)
        let chosen = after.count >= 3 ? after : progress.suffix(10)
        let instants = chosen.map { $0.at - (Double($0.samples) - sample) / Double(TimeCode.sampleRate) }.sorted()
        return instants.isEmpty ? nil : instants[instants.count / 2]
    }

    package func instant(of sample: Int) -> Date? { instant(of: Double(sample)) }

    private static func decode(_ ogg: OggStream, in body: [UInt8]) async throws -> [Float] {
        var samples: [Float] = []
        for link in ogg.links {
            let bytes = link.pages.flatMap { body[$0.start..<$0.end] }
            samples += try await FFmpeg.decode(bytes, as: "ogg")
        }
        return samples
    }
}

// MARK: What had arrived when

extension AirCheck {
    private static func progress(
        of ogg: OggStream, over connection: ByteTap.Connection, from offset: Int
    ) -> [Progress] {
        var before = 0
        var ends: [(byte: Int, samples: Int)] = []
        for link in ogg.links {
            let rate = TimeCode.sampleRate
            let pages = link.pages.filter { $0.granule > 0 }
            let positions = pages.map {
                before + max(0, Int($0.granule) - link.preSkip) * rate / max(1, link.sampleRate)
            }
            ends += zip(pages, positions).map { (offset + $0.end, $1) }
            before = positions.last ?? before
        }
        return progress(ends, over: connection)
    }

    private static func progress(
        of frames: FrameStream, over connection: ByteTap.Connection, from offset: Int
    ) -> [Progress] {
        var before = 0.0
        let ends = frames.frames.map { frame in
            before += Double(frame.samples * TimeCode.sampleRate) / Double(frame.sampleRate)
            return (byte: offset + frame.end, samples: Int(before))
        }
        return progress(ends, over: connection)
    }

    private static func progress(
        _ ends: [(byte: Int, samples: Int)], over connection: ByteTap.Connection
    ) -> [Progress] {
        var arrivals = connection.arrivals[...]
        return ends.compactMap { end in
            arrivals = arrivals.drop { $0.end < end.byte }
            return arrivals.first.map { Progress(samples: end.samples, at: $0.at) }
        }
    }
}
