import Foundation
import SystemPackage
import Tools

extension S3Store {
    /// How long an upload may take: a large recording over a slow line.
    private static let longestUpload = Duration.seconds(6 * 3600)

    /// In S3 an object is there when it is whole, and not before. The command checks what arrives by checksums.
    package func put(
        _ file: IncomingFile, as name: String, progress: @escaping @Sendable (Double) -> Void
    ) async throws {
        let place = "s3://\(settings.bucket)/\(settings.prefix)\(name)"
        let output = try await aws.watch(
            ["s3", "cp", file.path.string, place] + options, within: Self.longestUpload
        ) { text in
            if let fraction = Self.fraction(text) { progress(fraction) }
        }
        guard output.isSuccess else { throw complaint(output, about: name, isUpload: true) }
        try await takeBack(place, name, unless: file)
        guard try await size(of: name) == file.size else {
            throw StoreError(
                .cut,
                "\(place) is not as long as the file that was sent: somebody else has put another there, perhaps; look, and send it "
                    + "again with --replace")
        }
        progress(1)
    }

    /// What changed while it was sent is there by now, and is half of one and half of another.
    private func takeBack(_ place: String, _ name: String, unless file: IncomingFile) async throws {
        do {
            try file.stillIsWhatItWas()
        } catch {
            let removal = try await aws.collect(
                ["s3api", "delete-object"] + which(name), atMost: 1 << 20, within: .seconds(60))
            guard removal.isSuccess else {
                throw StoreError(
                    .denied,
                    "\(file.path) changed while it was sent, and what stands as \(place) by now could not be removed: "
                        + "add it again with --replace")
            }
            throw error
        }
    }

    /// Of `Completed 1.5 MiB/6.0 MiB (2.1 MiB/s) with 1 file(s) remaining`.
    static func fraction(_ text: String) -> Double? {
        guard
            let match = text.matches(of: /Completed ([0-9.]+) ([A-Za-z]+)\/~?([0-9.]+) ([A-Za-z]+)/).last,
            let done = bytes(match.1, match.2), let all = bytes(match.3, match.4), all > 0
        else { return nil }
        return min(1, done / all)
    }

    private static func bytes(_ number: Substring, _ unit: Substring) -> Double? {
        let powers = ["bytes": 0, "byte": 0, "kib": 1, "mib": 2, "gib": 3]
        guard let number = Double(number), let power = powers[unit.lowercased()] else { return nil }
        return number * pow(1024, Double(power))
    }
}
