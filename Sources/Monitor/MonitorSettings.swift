import Programme

/// What is listened to, and with what.
package struct MonitorSettings: Sendable, Hashable {
    /// Where listeners have the stream from; `nil` for the studio's own mount.
    package var url: String?
    package var isOff: Bool
    /// The program that decodes, looked up in the search path if it has no `/`.
    package var ffmpeg: String

    package init(url: String? = nil, isOff: Bool = false, ffmpeg: String = "ffmpeg") {
        (self.url, self.isOff, self.ffmpeg) = (url, isOff, ffmpeg)
    }

    /// What is heard is the studio's own mount, and not a relay or the like.
    package func listens(to studio: Studio) -> Bool { url == nil || url == studio.listeningURL }
}
