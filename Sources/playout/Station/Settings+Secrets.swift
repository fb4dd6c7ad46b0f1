import Alerts
import Cloud
import Foundation
import Programme
import Schedule

// What is kept in Parameter Store and is not read once for all.
extension Settings {
    func keeper(of credentials: GoogleCredentials) -> any GoogleCredentialsKeeper {
        switch credentials {
        case .file(let path): return GoogleCredentialsFile(path)
        case .secret(let secret): return keeper(of: secret)
        }
    }

    /// What is on this machine is what it is; what is in Parameter Store may be replaced there, and is put back there.
    private func keeper(of secret: Secret?) -> GoogleCredentialsElsewhere {
        let key = ScheduleReader.credentialsKey
        let known = secret.map { Data($0.value.utf8) }
        let isNearby =
            switch secret?.origin {
            case .environment, .systemdCredential, .file: true
            case .parameter, .none: false
            }
        guard !isNearby, let store = parameterStore.map({ ParameterStore($0) }) else {
            return GoogleCredentialsElsewhere(name: secret?.origin.description ?? key, known: known)
        }
        return GoogleCredentialsElsewhere(name: "the parameter \(store.settings.path)/\(key)", known: known) {
            try await store.value(key).map { Data($0.utf8) }
        } put: { data in
            try await store.put(String(decoding: data, as: UTF8.self), as: key)
        }
    }
}

/// Channels whose addresses are in Parameter Store, which had not answered when the settings were read.
struct AwaitedChannels {
    let settings: ParameterStoreSettings
    private(set) var kinds: [Channel.Kind]

    /// - Returns: those that are there now; they are not awaited any more.
    /// - Throws: `ParameterStoreError`, `CancellationError`.
    mutating func find() async throws -> [Channel] {
        let values = try await ParameterStore(settings).values()
        var found: [Channel] = []
        kinds.removeAll { kind in
            guard let address = values[AlertsReader.key(kind)].flatMap({ WebAddress($0) }) else { return false }
            found.append(Channel(kind, address))
            return true
        }
        return found
    }
}

extension Settings {
    /// `nil` if there are none.
    var awaitedChannels: AwaitedChannels? {
        guard parameterStoreFailure != nil, let parameterStore, !awaitedAlerts.isEmpty else { return nil }
        return AwaitedChannels(settings: parameterStore, kinds: awaitedAlerts)
    }
}

/// A calendar whose address was not to be had when the settings were read: it may be in Parameter Store.
struct AwaitedCalendar {
    let settings: ParameterStoreSettings?
    let span: ScheduleSpan
    let clock: any WallClock

    /// - Throws: `ParameterStoreError`, `ScheduleError`.
    func find() async throws -> any ScheduleSource {
        guard let settings else {
            throw ScheduleError(
                "schedule.ical is set nowhere: see to its environment variable, or to systemd's credential")
        }
        guard let text = try await ParameterStore(settings).value("schedule.ical") else {
            throw ScheduleError("schedule.ical is set nowhere: keep it in Parameter Store")
        }
        guard let address = CalendarAddress(text) else {
            throw ScheduleError("the parameter \(settings.path)/schedule.ical is no address of a calendar")
        }
        return ICalendarSchedule(.web(address), span: span, clock: clock)
    }
}
