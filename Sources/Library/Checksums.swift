import Crypto

/// Of what has come of a file so far.
struct Checksums {
    private(set) var received: Int64 = 0
    private(set) var sha256 = SHA256()
    private(set) var md5 = Insecure.MD5()
    private(set) var sha1 = Insecure.SHA1()
    /// To be set before the first byte.
    var partSize: Int64?
    private var part = Insecure.MD5()
    private var partLength: Int64 = 0
    private var parts: [UInt8] = []
    private var partCount = 0

    mutating func add(_ bytes: [UInt8]) {
        received += Int64(bytes.count)
        sha256.update(data: bytes)
        md5.update(data: bytes)
        sha1.update(data: bytes)
        guard let partSize else { return }
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int(min(partSize - partLength, Int64(rest.count))))
            part.update(data: piece)
            partLength += Int64(piece.count)
            rest = rest.dropFirst(piece.count)
            if partLength == partSize { endPart() }
        }
    }

    /// The MD5 of the parts' MD5s, and how many there are; once all has come.
    var partsDigest: String {
        var whole = self
        if partLength > 0 { whole.endPart() }
        return "\(Insecure.MD5.hash(data: whole.parts).hexadecimal)-\(whole.partCount)"
    }

    private mutating func endPart() {
        parts += Array(part.finalize())
        partCount += 1
        (part, partLength) = (Insecure.MD5(), 0)
    }
}
