import Foundation
import Programme
import TestSupport

/// `GET /calendar/v3/calendars/{id}/events`
struct CalendarEndpoint {
    let google: FakeGoogle
    let request: WebServer.Request

    func answer(_ state: inout FakeGoogle.State) -> WebServer.Behaviour {
        if let refusal = refusal(state) { return refusal }
        let query = request.query
        if let complaint = complaint(about: query) {
            state.violations.append(complaint)
            return FakeGoogle.error(400, "badRequest", complaint)
        }
        let id = request.path.split(separator: "/")[3].removingPercentEncoding ?? ""
        guard let all = state.calendars[id] else { return FakeGoogle.error(404, "notFound", "Not Found") }
        var first = 0
        if let token = query["pageToken"] {
            // A page token goes with the question that it was given out for.
            guard let page = state.pages[key(token, query)] else {
                state.violations.append("a page token of another question")
                return FakeGoogle.error(400, "invalid", "Invalid page token value.")
            }
            first = page
        }
        return page(of: wanted(all, query), from: first, query, &state)
    }

    private func refusal(_ state: FakeGoogle.State) -> WebServer.Behaviour? {
        let token = (request.header("Authorization") ?? "").split(separator: " ")
        guard token.count == 2, token[0] == "Bearer", let grant = state.granted[String(token[1])],
            grant.expiry > google.clock.now()
        else { return FakeGoogle.error(401, "authError", "Invalid Credentials") }
        guard grant.canReadCalendars else {
            return FakeGoogle.error(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        }
        return nil
    }

    private func complaint(about query: [String: String]) -> String? {
        let time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/
        let known: Set<String> = [
            "singleEvents", "orderBy", "maxResults", "timeMin", "timeMax", "timeZone", "fields", "pageToken",
        ]
        if let odd = query.keys.first(where: { !known.contains($0) }) { return "unknown name \(odd)" }
        for name in ["timeMin", "timeMax"] where query[name]?.wholeMatch(of: time) == nil {
            return "\(name) needs a time with an offset: \(query[name] ?? "")"
        }
        guard let from = Date(rfc3339: query["timeMin"] ?? ""), let to = Date(rfc3339: query["timeMax"] ?? ""),
            from < to
        else { return "The specified time range is empty." }
        guard query["singleEvents"] == "true" else { return "occurrences are not asked for" }
        guard query["orderBy"] == "startTime" else { return "no order is asked for" }
        guard let most = Int(query["maxResults"] ?? ""), (1...2500).contains(most) else { return "maxResults" }
        guard TimeZone(identifier: query["timeZone"] ?? "") != nil else { return "timeZone" }
        return nil
    }

    private func wanted(_ events: [FakeGoogle.JSON], _ query: [String: String]) -> [FakeGoogle.JSON] {
        guard let from = Date(rfc3339: query["timeMin"] ?? ""), let to = Date(rfc3339: query["timeMax"] ?? "")
        else { return [] }
        func instant(_ event: FakeGoogle.JSON, _ key: String) -> Date? {
            let time = event[key] as? FakeGoogle.JSON
            if let text = time?["dateTime"] as? String { return Date(rfc3339: text) }
            return (time?["date"] as? String).flatMap { Date(rfc3339: $0 + "T00:00:00Z") }
        }
        return events.filter { event in
            // One whose times are broken is sent all the same, to see what becomes of it.
            guard let start = instant(event, "start"), let end = instant(event, "end") else { return true }
            return start < to && end > from
        }
    }

    private func key(_ token: String, _ query: [String: String]) -> String {
        var query = query
        query["pageToken"] = nil
        return token + query.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
    }

    private func page(
        of events: [FakeGoogle.JSON], from first: Int, _ query: [String: String], _ state: inout FakeGoogle.State
    ) -> WebServer.Behaviour {
        let size = min(state.pageSize, Int(query["maxResults"] ?? "") ?? 250)
        let end = min(first + size, events.count)
        // A calendar that sees only when events are has nothing else to tell.
        let seen = state.accessRole == "freeBusyReader" ? ["id", "status", "start", "end"] : itemFields(query)
        var body: FakeGoogle.JSON = [
            "kind": "calendar#events", "etag": "\"p33\"", "summary": "Schedule", "updated": "2026-11-22T12:00:00Z",
            "timeZone": "Europe/London", "accessRole": state.accessRole, "defaultReminders": [String](),
            "items": events[first..<end].map { event in event.filter { seen?.contains($0.key) ?? true } },
        ]
        if end < events.count {
            state.serial += 1
            let token = "page\(state.serial)"
            state.pages[key(token, query)] = end
            body["nextPageToken"] = token
        } else {
            body["nextSyncToken"] = "sync"
        }
        if let fields = topFields(query) { body = body.filter { fields.contains($0.key) } }
        guard let data = try? JSONSerialization.data(withJSONObject: body, options: .sortedKeys) else {
            return .answer(500)
        }
        let etag = "\"\(data.reduce(UInt64(5381)) { $0 &* 33 &+ UInt64($1) })\""
        if request.header("If-None-Match") == etag, first == 0 { return .answer(304, headers: ["ETag": etag]) }
        return .answer(
            200, headers: ["ETag": etag, "Content-Type": "application/json; charset=UTF-8"],
            body: String(decoding: data, as: UTF8.self))
    }

    private func itemFields(_ query: [String: String]) -> [String]? {
        query["fields"]?.firstMatch(of: /items\(([^)]*)\)/).map { $0.1.split(separator: ",").map(String.init) }
    }

    private func topFields(_ query: [String: String]) -> [String]? {
        query["fields"].map { $0.replacing(/\([^)]*\)/, with: "").split(separator: ",").map(String.init) }
    }
}
