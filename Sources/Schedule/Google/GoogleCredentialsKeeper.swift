import Foundation
import Programme
import SystemPackage

/// Where a Google calendar's credentials are kept.
package protocol GoogleCredentialsKeeper: Sendable {
    /// As people know it.
    var name: String { get }

    /// - Parameter anew: also where asking takes a moment; otherwise what was known last may do.
    func read(anew: Bool) async throws(ScheduleError) -> Data
    /// Keeps others in place of them.
    func write(_ data: Data) async throws
}

extension GoogleCredentialsKeeper {
    /// Writes the access token that is good now.
    /// - Throws: where it cannot be written; then all is as it was.
    func update(token: String, expiry: Date, refreshToken: String?) async throws {
        var fields = try JSONSerialization.jsonObject(with: await read(anew: false)) as? [String: Any] ?? [:]
        fields["token"] = token
        fields["expiry"] = UserToken.written(expiry)
        if let refreshToken { fields["refresh_token"] = refreshToken }
        try await write(UserToken.data(fields))
    }
}

/// A file, in which what is new is written and everything else stays.
package struct GoogleCredentialsFile: GoogleCredentialsKeeper {
    let path: FilePath
    /// Bytes; keys and tokens have some thousands.
    static let largest = 1 << 20

    package init(_ path: FilePath) { self.path = path }

    package var name: String { path.string }

    package func read(anew: Bool) throws(ScheduleError) -> Data {
        do throws(CalendarFile.Failure) {
            return try CalendarFile(path, largest: Self.largest).contents()
        } catch {
            throw ScheduleError("the credentials \(path) \(error.reason(setting: "schedule.google.credentials"))")
        }
    }

    /// To be asked before anybody signs in.
    /// - Throws: `ScheduleError` if it could not be written.
    package func mustBeWritable() throws(ScheduleError) {
        let folder = path.removingLastComponent()
        guard access(folder.isEmpty ? "." : folder.string, W_OK) != 0 else { return }
        throw ScheduleError(
            "the token could not be written to \(path) (\(Errno(rawValue: errno))): name another file with --output")
    }

    /// Whoever may read the file, only its owner can afterwards.
    package func write(_ data: Data) throws {
        try DurableFile(path, permissions: .ownerReadWrite).replace(with: data)
    }
}

/// Credentials that are kept where secrets are, and in our memory meanwhile.
package actor GoogleCredentialsElsewhere: GoogleCredentialsKeeper {
    package nonisolated let name: String
    private var known: Data?
    private let fetch: (@Sendable () async throws -> Data?)?
    private let put: (@Sendable (Data) async throws -> Void)?

    /// - Parameters:
    ///   - known: what has been found there already.
    ///   - fetch: asks for them again; `nil` where they stay what they are for as long as we run.
    ///   - put: keeps others there; `nil` where that cannot be done.
    package init(
        name: String, known: Data?, fetch: (@Sendable () async throws -> Data?)? = nil,
        put: (@Sendable (Data) async throws -> Void)? = nil
    ) {
        (self.name, self.known, self.fetch, self.put) = (name, known, fetch, put)
    }

    package func read(anew: Bool) async throws(ScheduleError) -> Data {
        if let known, !anew || fetch == nil { return known }
        var reason: String?
        do {
            if let found = try await fetch?() {
                known = found
                return found
            }
        } catch {
            reason = "\(error)"
        }
        // What was good an hour ago is the best that there is.
        if let known { return known }
        throw ScheduleError(
            reason.map { "the credentials cannot be had: \($0)" }
                ?? "the credentials are nowhere: keep them as \(name)",
            mayPass: reason != nil)
    }

    /// What has been given out is good, also where it cannot be kept.
    package func write(_ data: Data) async throws {
        known = data
        guard let put else { throw NotKept() }
        try await put(data)
    }

    struct NotKept: Error, CustomStringConvertible, LocalizedError {
        let description = "it can only be read"
        var errorDescription: String? { description }
    }
}
