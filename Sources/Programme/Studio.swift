/// The Icecast server or Liquidsoap harbor that the stream goes to.
package struct Studio: Sendable, Hashable {
    package enum Format: String, Sendable, Hashable, CaseIterable {
        case opus, mp3, vorbis, flac, aac
    }

    package var host: String
    package var port: Int
    /// Begins with `/`.
    package var mount: String
    package var user: String
    /// A secret: never in an argument list, a log or a file that others can read.
    package var password: String
    package var tls: Bool
    package var format: Format
    /// Kilobits per second; of no account for FLAC.
    package var bitrate: Int
    /// In an Ogg format, a title that changes within an airing begins a new logical stream, at which some
    /// players stall. So it is sent only where the station asks for it.
    package var retitle: Bool

    package init(
        host: String = "127.0.0.1", port: Int = 8000, mount: String = "/playout", user: String = "source",
        password: String = "", tls: Bool = false, format: Format = .opus, bitrate: Int = 256, retitle: Bool = false
    ) {
        (self.host, self.port, self.mount, self.user) = (host, port, mount, user)
        (self.password, self.tls, self.format, self.bitrate) = (password, tls, format, bitrate)
        self.retitle = retitle
    }

    /// Where it is, in words, without the password.
    package var address: String { "\(server)\(mount)" }

    /// The server's own address, without a path.
    package var server: String { "\(tls ? "https" : "http")://\(authority)" }

    /// Host and port, as in an address; an IPv6 address in brackets, so that its colons are not the port's.
    package var authority: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}

/// Whatever prints a studio, a log or a debugger, does not print its password.
extension Studio: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(user)@\(address) (\(format.rawValue), \(bitrate) kbit/s)" }
    package var debugDescription: String { description }

    package var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "address": address, "user": user, "password": password.isEmpty ? "" : "••••",
                "format": format, "bitrate": bitrate, "retitle": retitle,
            ])
    }
}
