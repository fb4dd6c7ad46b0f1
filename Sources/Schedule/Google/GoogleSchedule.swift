import Foundation
import Programme

/// A Google calendar, by the Calendar API v3.
package actor GoogleSchedule: ScheduleSource {
    package nonisolated let name: String
    private let calendar: String
    private let span: ScheduleSpan
    private let api: String
    private let clock: any WallClock
    private let web: WebClient
    private let pauses: Pauses
    private let tokens: GoogleTokens
    /// What was read last, while it is the answer to the same question.
    private var last: (question: String, etag: String, reading: ScheduleReading)?

    /// Bytes of all pages together, and how many of these.
    private static let largest = 32 << 20
    private static let mostPages = 200
    /// Google's own limit, and ours to how long it takes.
    private static let eventsPerPage = 2500

    /// - Parameters:
    ///   - calendar: its id: `…@group.calendar.google.com`, an account's mail address, or `primary`.
    ///   - credentials: a service account's key, or an authorised user's token.
    ///   - patience: seconds that an answer may take.
    ///   - triesAgain: whether what may pass is tried again, after pauses.
    package init(
        calendar: String, credentials: any GoogleCredentialsKeeper, span: ScheduleSpan,
        clock: any WallClock = SystemWallClock(),
        api: String = "https://www.googleapis.com", patience: Double = 30, triesAgain: Bool = true
    ) {
        (self.calendar, self.span, self.api, self.clock) = (calendar, span, api, clock)
        name = "Google Calendar \(OneLine.of(calendar))"
        web = WebClient(patience: patience)
        pauses = Pauses(triesAgain: triesAgain, clock: clock)
        tokens = GoogleTokens(keeper: credentials, clock: clock, web: web)
    }

    package func read() async throws -> ScheduleReading {
        do throws(GoogleFailure) {
            return await withRemark(try await read(span.range(now: clock.now())))
        } catch {
            try Task.checkCancellation()
            throw ScheduleError("\(name) cannot be read: \(error.reason)", mayPass: error.passing != nil)
        }
    }

    private func withRemark(_ reading: ScheduleReading) async -> ScheduleReading {
        guard let remark = await tokens.remark else { return reading }
        var reading = reading
        reading.notes.append(ScheduleNote(event: name, reason: remark))
        return reading
    }

    private func read(_ range: Range<Date>) async throws(GoogleFailure) -> ScheduleReading {
        let question = question(range)
        var slots = EventSlots(zone: span.zone, span: range)
        var (bytes, pages, seen): (Int, Int, Set<String>) = (0, 0, [])
        var (token, etag): (String?, String?)
        repeat {
            let known = pages == 0 && last?.question == question ? last : nil
            guard let answer = try await page(question, token: token, etag: known?.etag, largest: Self.largest - bytes)
            else {
                var reading = known?.reading ?? ScheduleReading(source: name, fetchedAt: clock.now())
                reading.fetchedAt = clock.now()
                return reading
            }
            pages += 1
            bytes += answer.bytes
            add(answer.page, to: &slots)
            (token, etag) = (answer.page.nextPageToken, pages == 1 ? answer.etag : nil)
            if let token, !seen.insert(token).inserted || pages >= Self.mostPages {
                throw .passing("Google sends one page of the calendar after another without end")
            }
        } while token != nil
        let reading = slots.reading(source: name, fetchedAt: clock.now())
        last = etag.map { (question, $0, reading) }
        return reading
    }

    private func add(_ page: GooglePage, to slots: inout EventSlots) {
        if page.accessRole == "freeBusyReader" {
            slots.note(
                page.summary ?? calendar, at: nil,
                "the calendar is shared so that one sees only when events are; share it with all event details")
        }
        for item in page.items {
            switch item {
            case .event(let event): slots.add(event, zone: span.zone)
            case .malformed: slots.note("", at: nil, "Google sends it in a form that is not known")
            }
        }
    }

    private func question(_ range: Range<Date>) -> String {
        let query = [
            "singleEvents": "true", "orderBy": "startTime", "maxResults": "\(Self.eventsPerPage)",
            "timeMin": LocalTime(range.lowerBound, in: span.zone).rfc3339(range.lowerBound, in: span.zone),
            "timeMax": LocalTime(range.upperBound, in: span.zone).rfc3339(range.upperBound, in: span.zone),
            "timeZone": span.zone.identifier, "fields": GooglePage.fields,
        ]
        return "\(api)/calendar/v3/calendars/\(FormEncoding.escaped(calendar))/events?\(FormEncoding.text(query))"
    }

    private struct PageAnswer: Sendable {
        let page: GooglePage
        let bytes: Int
        let etag: String?
    }

    /// - Returns: `nil` if nothing has changed since `etag`.
    private func page(
        _ question: String, token page: String?, etag: String?, largest: Int
    ) async throws(GoogleFailure) -> PageAnswer? {
        let url = page.map { "\(question)&pageToken=\(FormEncoding.escaped($0))" } ?? question
        var refused: String?
        while true {
            let token = try await pauses.trying { [tokens, refused] () throws(GoogleFailure) in
                try await tokens.token(insteadOf: refused)
            } again: {
                $0.passing
            }
            do throws(GoogleFailure) {
                return try await pauses.trying { () throws(GoogleFailure) in
                    try await self.ask(url, token: token, etag: etag, largest: largest)
                } again: {
                    $0.passing
                }
            } catch .tokenRefused(let reason) {
                // It may have been withdrawn before its time; a second one that is refused is another matter.
                guard refused == nil else {
                    throw .notAuthorised("\(reason), nor a new one; see to the credentials, or make them anew")
                }
                refused = token
            }
        }
    }

    private func ask(
        _ url: String, token: String, etag: String?, largest: Int
    ) async throws(GoogleFailure) -> PageAnswer? {
        var request = WebClient.Request(url: url, headers: [("Authorization", "Bearer \(token)")])
        if let etag { request.headers.append(("If-None-Match", etag)) }
        let answer: WebClient.Answer
        do throws(WebClient.Failure) {
            answer = try await web.ask(request, largest: max(largest, 0))
        } catch {
            throw GoogleFailure(error, at: URLComponents(string: api)?.host ?? "Google")
        }
        if answer.status == 304, etag != nil { return nil }
        guard answer.status == 200 else {
            throw GoogleFailure(
                calendar: OneLine.of(calendar), status: answer.status, complaint: GoogleComplaint(answer.body),
                retryAfter: answer.retryAfter, account: await tokens.account())
        }
        guard let page = try? JSONDecoder().decode(GooglePage.self, from: answer.body) else {
            throw .passing("Google's answer is not what it should be: perhaps something between it and us answered")
        }
        return PageAnswer(page: page, bytes: answer.body.count, etag: answer.header("ETag"))
    }
}

extension LocalTime {
    /// With the zone's offset then: `2026-11-22T00:00:00+01:00`.
    fileprivate func rfc3339(_ instant: Date, in zone: TimeZone) -> String {
        let minutes = zone.secondsFromGMT(for: instant) / 60
        return String(
            format: "%04d-%02d-%02dT%02d:%02d:%02d%@%02d:%02d", year, month, day, hour, minute, second,
            minutes < 0 ? "-" : "+", abs(minutes) / 60, abs(minutes) % 60)
    }
}
