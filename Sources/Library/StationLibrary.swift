import Foundation
import Programme
import SystemPackage

/// A station's recordings, wherever they live.
package protocol StationLibrary: Sendable {
    /// What is there, as it is known now.
    /// - Throws: `LibraryError` if nothing is known.
    func list() async throws -> Listing
    /// Asks the store, where there is one, at once: for a command that looks but once.
    func refresh() async
    /// Where a recording's file is, or would be. Where it has to be fetched and has not been, there is no such place.
    /// - Throws: `LibraryError`.
    func path(ofFile file: String) throws(LibraryError) -> FilePath
    /// Why a recording that is listed cannot be played yet, in words; `nil` if it can.
    func absence(ofFile file: String) -> String?
    /// What will be on air, soonest first: that is fetched, and kept.
    func follow(_ needs: [Need]) async
    /// Puts a file where recordings live: whole, or not at all.
    /// - Parameters:
    ///   - name: by the grammar of names.
    ///   - replaces: whether one that has this very name gives way.
    ///   - progress: is given the fraction that has gone, from time to time.
    /// - Throws: `LibraryError`, `StoreError`, `Errno`, `CancellationError`.
    func add(
        _ file: IncomingFile, as name: RecordingName, replaces: Bool, progress: @escaping @Sendable (Double) -> Void
    ) async throws
    /// Keeps the library's knowledge up to date, and what is needed at hand, until cancelled; to be called once.
    /// - Parameter changed: is called whenever something is there, or known, that was not.
    func run(changed: @escaping @Sendable () async -> Void) async throws
}

extension StationLibrary {
    package func refresh() async {}
    package func absence(ofFile file: String) -> String? { nil }
    package func follow(_ needs: [Need]) async {}
}

/// A stay on air for which a recording is needed.
package struct Need: Sendable, Hashable {
    package let file: String
    package let start: Date
    package let end: Date

    package init(file: String, start: Date, end: Date) { (self.file, self.start, self.end) = (file, start, end) }
}
