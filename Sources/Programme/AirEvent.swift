import Foundation

/// Something that happened to an airing, as the engine or the conductor saw it. In a file one JSON object a line:
/// `{"at": 1700000000.123, "event": "connected"}`, with `detail` and `segment` where there is something to say.
package struct AirEvent: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// An engine has been started and waits for its instants.
        case armed
        /// The studio has taken the connection.
        case connected
        /// A segment has begun, at its instant or, resumed, in its middle.
        case segment
        /// The connection was lost.
        case disconnected
        /// The studio did not take the connection.
        case refused
        /// Nor did it now, because another has the mount: nothing is wrong.
        case standingBy
        /// A segment's recording has come to its end.
        case exhausted
        /// A segment's recording cannot be played.
        case unplayable
        /// The conductor holds a segment's recording for faulty; something else takes the rest of its slot.
        case faulted
        /// The fade has begun.
        case fading
        /// The engine has left the air as planned.
        case ended
        /// The engine has left the air because it was told to stop.
        case stopped
        /// The engine's process is gone: the conductor noticed it at this instant.
        case engineExited
        /// The engine is alive; once a second or so.
        case beat
    }

    package let at: Date
    package let kind: Kind
    /// Why, in words.
    package let detail: String?
    /// Which of the airing's segments, from 0.
    package let segment: Int?

    package init(at: Date, kind: Kind, detail: String? = nil, segment: Int? = nil) {
        (self.at, self.kind, self.detail, self.segment) = (at, kind, detail, segment)
    }
}

extension AirEvent: Codable {
    private enum CodingKeys: String, CodingKey {
        case at, event, detail, segment
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .event)
        guard let kind = Kind(rawValue: name) else {
            throw DecodingError.dataCorruptedError(
                forKey: .event, in: container, debugDescription: "'\(name)' is not an air event that is known here")
        }
        self.init(
            at: Date(timeIntervalSince1970: try container.decode(Double.self, forKey: .at)), kind: kind,
            detail: try container.decodeIfPresent(String.self, forKey: .detail),
            segment: try container.decodeIfPresent(Int.self, forKey: .segment))
    }

    /// Whatever the encoder does with dates, `at` is a number: seconds since 1970, as the engine's script writes it.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(at.timeIntervalSince1970, forKey: .at)
        try container.encode(kind.rawValue, forKey: .event)
        try container.encodeIfPresent(detail, forKey: .detail)
        try container.encodeIfPresent(segment, forKey: .segment)
    }

    /// The events of a file that something may be writing to, or was when the power went: lines that are half
    /// written, garbage, or of an event that is not known here are passed over.
    package static func lines(of file: Data) -> [AirEvent] {
        let decoder = JSONDecoder()
        return file.split(separator: UInt8(ascii: "\n")).compactMap { try? decoder.decode(AirEvent.self, from: $0) }
    }

    /// A line for such a file, with its line break.
    package func line() throws -> Data {
        var line = try FactsJSON.encode(self)
        line.append(UInt8(ascii: "\n"))
        return line
    }
}

extension AirEvent {
    /// What a heartbeat says: `late=0.0012 level=-18.3`, in any order; what is not there is not known.
    package struct Beat: Sendable, Hashable {
        /// Seconds by which the stream is behind the clock.
        package var late: Double
        /// The loudest since the last beat, in dBFS.
        package var level: Double?
    }

    /// `nil` for any other event.
    package var beat: Beat? {
        guard kind == .beat else { return nil }
        let pairs = (detail ?? "").split(separator: " ").compactMap { pair -> (Substring, Double)? in
            let parts = pair.split(separator: "=")
            guard parts.count == 2, let value = Double(parts[1]) else { return nil }
            return (parts[0], value)
        }
        let values = Dictionary(pairs) { $1 }
        return Beat(late: values["late"] ?? 0, level: values["level"])
    }
}
