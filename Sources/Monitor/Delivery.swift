import Programme

/// How a stream's format makes its bytes come.
package struct Delivery: Sendable, Hashable {
    /// Seconds for which nothing may come though all is well: an Ogg page is sent when it is full.
    package let longestPage: Double
    /// Where there is no sound nothing comes, for many seconds: silence takes no room.
    package let needsSound: Bool

    package init(_ studio: Studio) {
        needsSound = studio.format == .flac
        longestPage =
            switch studio.format {
            // 4 kB, or 255 packets of 20 ms.
            case .opus, .vorbis: min(5.1, 4096 * 8 / (Double(max(1, studio.bitrate)) * 1000))
            case .mp3, .aac, .flac: 0
            }
    }
}
