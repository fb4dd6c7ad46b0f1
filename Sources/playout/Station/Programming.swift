import Conditions
import Foundation
import Library
import Logging
import OnAir
import Plan
import Preflight
import Programme
import Schedule
import SystemPackage

/// What a running order was made from, and what came of it.
struct Programming: Sendable {
    var listing: Listing
    /// `nil` where the station has no schedule, or nothing is known of it.
    var schedule: ScheduleReading?
    /// What is wrong with the sources as a whole.
    var troubles: [Trouble] = []
    /// By their names, recordings of which nothing could be found out, and why not.
    var uninspected: [String: String] = [:]
    var order: RunningOrder
    /// What is in the library, should be on air about now, and has not been fetched.
    var late: [Need] = []
}

extension Station {
    /// Reads the library and the schedule, for a time that is to be planned.
    /// - Throws: the library's error. A schedule that cannot be read is a trouble: files are enough.
    func sources(for span: Range<Date>) async throws -> Programming {
        await library.refresh()
        var programming = Programming(listing: try await library.list(), order: RunningOrder())
        if let trouble = programming.listing.trouble { programming.troubles.append(Trouble(.library, trouble)) }
        do {
            programming.schedule = try await schedule(covering: span)?.read()
            if let unknown = programming.schedule?.unknown(of: span, zone: settings.station.timeZone) {
                programming.troubles.append(Trouble(.schedule, unknown.reason))
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            programming.troubles.append(Trouble(.schedule, "the schedule cannot be read: \(error)"))
        }
        return programming
    }

    /// The running order of a span, from the library and the schedule as they are now.
    /// - Throws: the library's error, or that a tool of the preflight is missing.
    func programming(for span: Range<Date>) async throws -> Programming {
        let programming = try await planned(sources(for: span), for: span)
        logger.warn(ofUninspected: programming)
        return programming
    }

    /// Plans what has been read.
    /// - Parameters:
    ///   - distrust: recordings that are not to be used, whatever the preflight says.
    ///   - arrivals: those that came late; by default what the conductor has written down of them.
    func planned(
        _ sources: Programming, for span: Range<Date>, without distrust: Distrust = Distrust(),
        arrivals: (@Sendable (PlanInputs) async -> [String: Date])? = nil
    ) async throws -> Programming {
        var programming = sources
        let slots = distrust.slots(beside: sources.schedule?.slots ?? [])
        let needed = Relevance(span: span, zone: settings.station.timeZone, slots: slots)
            .recordings(among: sources.listing.recordings)
        var inspections: [String: Inspection] = [:]
        programming.uninspected = [:]
        for (file, inspection) in await inspect(needed) {
            switch inspection {
            case .success(let inspection): inspections[file] = inspection
            case .failure(let error):
                programming.uninspected[file] = "\(error)"
                // Whom we are not allowed to read, no engine of ours is.
                if case .unreadable(_, let reason) = error as? PreflightError, reason.isAboutPermission {
                    inspections[file] = .unplayable(
                        "it may not be read (\(reason)): give the user that playout runs as the right to")
                }
            }
        }
        let emergency = await emergencyRecording(troubles: &programming.troubles)
        var inputs = PlanInputs(
            zone: settings.station.timeZone, slots: sources.schedule?.slots ?? [],
            recordings: sources.listing.recordings,
            inspections: inspections, junctions: settings.junctions, emergency: emergency, span: span,
            rules: PlanRules(fade: settings.engine.fade, maxHold: settings.maxHold), loudness: settings.loudness)
        inputs.obstacles = programming.uninspected
        inputs.doWithout(distrust)
        if settings.late == .fromStart {
            inputs.arrivals = await arrivals?(inputs) ?? ArrivalsFile(settings.stateFolder.arrivals).load().starts
        }
        programming.late = []
        programming.order = planned(inputs, late: &programming.late)
        programming.order.ignored = sources.listing.ignored + programming.order.ignored
        return programming
    }

    /// What recordings that are about to go on air may turn out to be copies of.
    func originals(of segments: [Segment], in listing: Listing) -> [Recording] {
        let files = Set(segments.map(\.file))
        let own = listing.recordings.filter { files.contains($0.file) }
        return Relevance.originals(of: own, among: listing.recordings)
    }

    /// Looks at recordings, two at a time; a file that has just gone is simply not in the plan.
    private func inspect(_ recordings: [Recording]) async -> [(String, Result<Inspection, any Error>)] {
        // What has not been fetched yet can be played as far as anybody knows.
        let places = recordings.filter { library.absence(ofFile: $0.file) == nil }.map { recording in
            (recording.file, Result { try library.path(ofFile: recording.file) })
        }
        let there = places.compactMap { file, place in (try? place.get()).map { (file, $0) } }
        let looks = await preflight.quickLooks(at: there.map(\.1))
        let failures = places.compactMap { file, place -> (String, Result<Inspection, any Error>)? in
            if case .failure(let error) = place { (file, .failure(error)) } else { nil }
        }
        return failures + zip(there.map(\.0), looks)
    }

    private func emergencyRecording(troubles: inout [Trouble]) async -> EmergencyRecording? {
        guard let path = settings.emergency else { return nil }
        do {
            let inspection = try await preflight.quickLook(at: path)
            if inspection.verdict != .unplayable {
                return EmergencyRecording(
                    file: path.string, duration: inspection.playableDuration, loudness: inspection.loudness,
                    truePeak: inspection.truePeak)
            }
            let detail = inspection.findings.first?.detail ?? ""
            troubles.append(Trouble(.emergency, "the emergency recording cannot be played: \(detail)"))
        } catch {
            troubles.append(Trouble(.emergency, "the emergency recording cannot be used: \(error)"))
        }
        return nil
    }
}

extension Errno {
    fileprivate var isAboutPermission: Bool { self == .permissionDenied || self == .notPermitted }
}

extension Logger {
    /// - Parameter known: what has been told before is not told again.
    func warn(ofUninspected programming: Programming, known: [String: String] = [:]) {
        for (file, error) in programming.uninspected.sorted(by: { $0.key < $1.key }) where known[file] != error {
            warning("a recording could not be inspected", metadata: ["file": "\(file)", "error": "\(error)"])
        }
    }
}
