import ArgumentParser
import Foundation
import Programme

/// What can be measured by itself.
enum Part: String, CaseIterable, Sendable {
    /// Start and end errors, and what is lost at the head, on an idle machine.
    case start
    /// The same with two spinning processes per core.
    case busy
    /// The same in the forerunner's way.
    case forerunner
    /// The engine is killed.
    case resume
    /// The conductor is killed.
    case conductor
    /// Memory and processor time, and the drift over a minute.
    case cost
    /// How long it takes to plan a week.
    case plan
    /// How long it takes to read a year's calendar.
    case calendar
    /// How fast a recording is inspected.
    case preflight
    /// What it takes to know again what is in a large bucket.
    case store

    static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }

    @Sendable static func parts(_ text: String) throws -> [Part] {
        try text.split(separator: ",").map { name in
            guard let part = Part(rawValue: String(name)) else {
                throw ValidationError("there is no part '\(name)'; the parts are \(list).")
            }
            return part
        }
    }

    /// Measures one after the other, so that none disturbs another.
    static func measure(_ parts: [Part], on stand: Stand, in setting: Setting) async throws -> Results {
        var results = Results(setting: setting)
        for part in allCases where parts.contains(part) {
            try Task.checkCancellation()
            try await part.measure(on: stand, into: &results)
        }
        return results
    }

    private func measure(on stand: Stand, into results: inout Results) async throws {
        switch self {
        case .start: results.idleStarts = try await stand.measureStarts(isBusy: false)
        case .busy: results.busyStarts = try await stand.measureStarts(isBusy: true)
        case .forerunner: results.forerunnerStarts = try await stand.measureForerunnerStarts()
        case .resume: results.resumes = try await stand.measureResumes()
        case .conductor: results.conductorKills = try await stand.measureConductorKills()
        case .cost: results.cost = try await stand.measureCost()
        case .plan: results.planning = Planning.measure()
        case .calendar: results.calendar = try await CalendarReading.measure()
        case .preflight: results.preflight = try await PreflightSpeed.measure()
        case .store: results.store = try await BucketReading.measure()
        }
    }
}
