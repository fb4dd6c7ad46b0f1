import Programme

/// A schedule of which it is not known yet where it is: that is asked at each reading, until it is.
package actor LateSchedule: ScheduleSource {
    package nonisolated let name: String
    private let find: @Sendable () async throws -> any ScheduleSource
    private var source: (any ScheduleSource)?

    /// - Parameters:
    ///   - name: by which it is known until then.
    ///   - find: says where it is; what it throws is why the schedule cannot be read.
    package init(name: String, find: @escaping @Sendable () async throws -> any ScheduleSource) {
        (self.name, self.find) = (name, find)
    }

    package func read() async throws -> ScheduleReading {
        if let source { return try await source.read() }
        let found: any ScheduleSource
        do {
            found = try await find()
        } catch {
            try Task.checkCancellation()
            throw ScheduleError("\(name) cannot be read: \(error)", mayPass: true)
        }
        source = found
        return try await found.read()
    }
}
