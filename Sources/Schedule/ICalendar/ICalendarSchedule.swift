import Foundation
import Programme
import SystemPackage

/// An iCalendar, from a file or from the web.
package actor ICalendarSchedule: ScheduleSource {
    package enum Place: Sendable, Hashable {
        case file(FilePath)
        case web(CalendarAddress)
    }

    package nonisolated let name: String
    private let place: Place
    private let span: ScheduleSpan
    private let clock: any WallClock
    private let web: WebClient
    private let pauses: Pauses
    /// What was read last, and by what one sees that it is still so.
    private var last: (version: Version, range: Range<Date>, reading: ScheduleReading)?

    /// Bytes: a busy station's calendar of ten years.
    package static let largest = 32 << 20

    /// - Parameters:
    ///   - patience: seconds that a server may take.
    ///   - triesAgain: whether what may pass is tried again, after pauses.
    package init(
        _ place: Place, span: ScheduleSpan, clock: any WallClock = SystemWallClock(), patience: Double = 30,
        triesAgain: Bool = true
    ) {
        (self.place, self.span, self.clock) = (place, span, clock)
        web = WebClient(patience: patience)
        pauses = Pauses(triesAgain: triesAgain, clock: clock)
        name =
            switch place {
            case .file(let file): "iCalendar file \(file)"
            case .web(let address): "iCalendar at \(address.host) (\(address.mark))"
            }
    }

    /// What a server, or a file system, says of a version of something.
    private enum Version: Equatable {
        case file(inode: UInt64, size: Int64, modified: Date)
        case web(etag: String?, modified: String?)

        init?(of file: FilePath) {
            let attributes = try? FileManager.default.attributesOfItem(atPath: file.string)
            guard let facts = try? Stat(file), let modified = attributes?[.modificationDate] as? Date else {
                return nil
            }
            self = .file(inode: UInt64(facts.inode.rawValue), size: Int64(facts.size), modified: modified)
        }
    }

    package func read() async throws -> ScheduleReading {
        let range = span.range(now: clock.now())
        let known = last?.range == range ? last : nil
        guard let (data, version) = try await fetch(unless: known?.version) else {
            var reading = known?.reading ?? ScheduleReading(source: name, fetchedAt: clock.now())
            reading.fetchedAt = clock.now()
            return reading
        }
        let reading = try await parsed(data, range)
        last = version.map { ($0, range, reading) }
        return reading
    }

    private func parsed(_ data: Data, _ range: Range<Date>) async throws -> ScheduleReading {
        let (name, zone, now) = (name, span.zone, clock.now())
        return try await Libical.run {
            let text = CalendarText(data)
            if let reason = CalendarText.unreadable(data) { throw ScheduleError("\(name) \(reason)", mayPass: true) }
            guard text.isCalendar else {
                throw ScheduleError(
                    "\(name) is no calendar: it does not say BEGIN:VCALENDAR; see to schedule.ical", mayPass: true)
            }
            guard text.isWhole else {
                throw ScheduleError("\(name) is not whole: it ends before END:VCALENDAR", mayPass: true)
            }
            return try ICalendarEvents.slots(of: text, zone: zone, span: range).reading(source: name, fetchedAt: now)
        }
    }

    // MARK: Fetching

    /// - Returns: `nil` if it is still the version that is known.
    private func fetch(unless known: Version?) async throws -> (Data, Version?)? {
        switch place {
        case .file(let file): try await fetch(file, unless: known)
        case .web(let address): try await fetch(address, unless: known)
        }
    }

    private func fetch(_ file: FilePath, unless known: Version?) async throws -> (Data, Version?)? {
        do {
            return try await CalendarFile.reading(file, largest: Self.largest) { contents in
                // Before reading: what is changed meanwhile is read again the next time.
                let version = Version(of: file)
                return known != nil && known == version ? nil : (try contents.contents(), version)
            }
        } catch let error as CalendarFile.Failure {
            throw ScheduleError("the schedule \(file) \(error.reason(setting: "schedule.ical"))")
        }
    }

    private func fetch(_ address: CalendarAddress, unless known: Version?) async throws -> (Data, Version?)? {
        var request = WebClient.Request(url: address.url, headers: [("Accept", "text/calendar, */*;q=0.5")])
        if let credentials = address.credentials { request.headers.append(("Authorization", "Basic \(credentials)")) }
        if case .web(let etag, let modified) = known {
            if let etag { request.headers.append(("If-None-Match", etag)) }
            if let modified { request.headers.append(("If-Modified-Since", modified)) }
        }
        let answer: WebClient.Answer
        do throws(ICalendarFailure) {
            answer = try await pauses.trying { [web, request] () throws(ICalendarFailure) in
                try await Self.ask(request, web: web)
            } again: {
                $0.passing
            }
        } catch {
            try Task.checkCancellation()
            throw ScheduleError("\(name) cannot be read: \(error.reason)", mayPass: error.passing != nil)
        }
        if answer.status == 304 { return nil }
        let (etag, modified) = (answer.header("ETag"), answer.header("Last-Modified"))
        return (answer.body, etag == nil && modified == nil ? nil : .web(etag: etag, modified: modified))
    }

    private static func ask(_ request: WebClient.Request, web: WebClient) async throws(ICalendarFailure)
        -> WebClient.Answer
    {
        do throws(WebClient.Failure) {
            let answer = try await web.ask(request, largest: largest)
            let isConditional = request.headers.contains { $0.name.hasPrefix("If-") }
            if answer.status == 200 || answer.status == 304 && isConditional { return answer }
            throw WebClient.Failure.status(answer.status, after: answer.retryAfter)
        } catch {
            throw ICalendarFailure(error)
        }
    }
}

/// Why a server does not give the calendar.
struct ICalendarFailure: Error, Equatable {
    let reason: String
    let passing: Passing?

    init(_ failure: WebClient.Failure) {
        switch failure {
        case .noAnswer(let words): (reason, passing) = (words, Passing())
        case .tooLarge(let most): (reason, passing) = ("it is larger than \(most >> 20) MiB: is it a calendar?", nil)
        case .badAddress(let words): (reason, passing) = ("\(words); correct schedule.ical", nil)
        case .status(let status, let after): (reason, passing) = Self.meaning(status, after)
        }
    }

    private static func meaning(_ status: Int, _ after: Double?) -> (String, Passing?) {
        switch status {
        case 401:
            (
                "it wants a user and a password (401): write https://user:password@… into schedule.ical, or correct them",
                nil
            )
        case 403: ("it may not be read by us (403): share the calendar, or make its address anew", nil)
        case 404, 410:
            (
                "there is no calendar at this address (\(status)): it may have been made anew; copy it from the calendar's "
                    + "settings", nil
            )
        case 408, 425, 429, 500...: ("the server has a trouble of its own (\(status))", Passing(after: after))
        default: ("the server answers with HTTP status \(status): see to schedule.ical", nil)
        }
    }
}
