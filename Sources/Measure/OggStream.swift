/// The pages of an Ogg stream, as far as they came whole.
package struct OggStream: Sendable {
    package struct Page: Sendable, Hashable {
        /// Of its first byte and of the byte after it, in the stream.
        package let start, end: Int
        /// Of the logical stream it belongs to.
        package let serial: UInt32
        /// The codec's position at the end of the last packet that ends in it; −1 if none does.
        package let granule: Int64
        package let beginsStream: Bool
        package let endsStream: Bool
        fileprivate let segments: [Int]
    }

    /// A logical stream: its pages, and what its headers say.
    package struct Link: Sendable {
        package let serial: UInt32
        package let codec: String
        /// Samples at 48 kHz that the decoder makes and throws away, by an Opus header; otherwise 0.
        package let preSkip: Int
        /// Of the codec's granules.
        package let sampleRate: Int
        /// Comments: names in lower case.
        package let tags: [String: String]
        package let pages: [Page]
    }

    package let pages: [Page]
    /// The logical streams, in order.
    package let links: [Link]

    package init(_ bytes: ArraySlice<UInt8>) {
        let bytes = Array(bytes)
        pages = Self.pages(bytes)
        var chain: [[Page]] = []
        for page in pages {
            if page.beginsStream { chain.append([page]) } else if !chain.isEmpty { chain[chain.count - 1].append(page) }
        }
        links = chain.map { Link(pages: $0, of: bytes) }
    }

    private static func pages(_ bytes: [UInt8]) -> [Page] {
        var pages: [Page] = []
        var at = 0
        while let page = Page(bytes, at: at) {
            pages.append(page)
            at = page.end
        }
        return pages
    }
}

extension OggStream.Page {
    fileprivate init?(_ bytes: [UInt8], at start: Int) {
        guard start + 27 <= bytes.count, bytes[start..<start + 4].elementsEqual("OggS".utf8) else { return nil }
        let table = start + 27..<start + 27 + Int(bytes[start + 26])
        guard table.upperBound <= bytes.count else { return nil }
        segments = bytes[table].map(Int.init)
        end = table.upperBound + segments.reduce(0, +)
        guard end <= bytes.count else { return nil }
        self.start = start
        granule = Int64(bitPattern: bytes.littleEndian(at: start + 6, count: 8))
        serial = UInt32(bytes.littleEndian(at: start + 14, count: 4))
        beginsStream = bytes[start + 5] & 2 != 0
        endsStream = bytes[start + 5] & 4 != 0
    }
}

extension OggStream.Link {
    fileprivate init(pages: [OggStream.Page], of bytes: [UInt8]) {
        self.pages = pages
        serial = pages.first?.serial ?? 0
        let packets = Self.packets(of: pages.prefix(4), in: bytes)
        let head = packets.first ?? []
        if head.starts(with: "OpusHead".utf8), head.count >= 12 {
            (codec, sampleRate, preSkip) = ("opus", 48_000, Int(head.littleEndian(at: 10, count: 2)))
        } else if head.starts(with: [1] + "vorbis".utf8), head.count >= 16 {
            (codec, sampleRate, preSkip) = ("vorbis", Int(head.littleEndian(at: 12, count: 4)), 0)
        } else if head.starts(with: [0x7f] + "FLAC".utf8), head.count >= 30 {
            // 20 bits of the stream's facts, which come after 9 bytes of mapping and 8 of marks.
            let rate = Int(head[27]) << 12 | Int(head[28]) << 4 | Int(head[29]) >> 4
            (codec, sampleRate, preSkip) = ("flac", rate, 0)
        } else {
            (codec, sampleRate, preSkip) = ("unknown", 48_000, 0)
        }
        tags = packets.lazy.compactMap(Self.comments).first ?? [:]
    }

    /// The packets that these pages complete.
    private static func packets(of pages: ArraySlice<OggStream.Page>, in bytes: [UInt8]) -> [[UInt8]] {
        var packets: [[UInt8]] = []
        var packet: [UInt8] = []
        for page in pages {
            var at = page.end - page.segments.reduce(0, +)
            for length in page.segments {
                packet += bytes[at..<at + length]
                at += length
                guard length < 255 else { continue }
                packets.append(packet)
                packet = []
            }
        }
        return packets
    }

    /// - Returns: `nil` if the packet is not one of comments.
    private static func comments(_ packet: [UInt8]) -> [String: String]? {
        let start: Int
        if packet.starts(with: "OpusTags".utf8) {
            start = 8
        } else if packet.starts(with: [3] + "vorbis".utf8) {
            start = 7
        } else if let first = packet.first, first & 0x7f == 4, packet.count > 8 {
            start = 4
        } else {
            return nil
        }
        var at = start
        func text() -> String? {
            guard at + 4 <= packet.count else { return nil }
            let length = Int(packet.littleEndian(at: at, count: 4))
            at += 4 + length
            return at <= packet.count ? String(decoding: packet[at - length..<at], as: UTF8.self) : nil
        }
        guard text() != nil, at + 4 <= packet.count else { return nil }
        let count = Int(packet.littleEndian(at: at, count: 4))
        at += 4
        var comments: [String: String] = [:]
        for _ in 0..<count {
            guard let pair = text()?.split(separator: "=", maxSplits: 1), pair.count == 2 else { break }
            comments[pair[0].lowercased()] = String(pair[1])
        }
        return comments
    }
}

extension [UInt8] {
    fileprivate func littleEndian(at index: Int, count: Int) -> UInt64 {
        self[index..<index + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
