import Foundation
import Library
import OnAir
import Preflight
import Programme
import Schedule
import SystemPackage

/// Everything that a broadcast depends on, looked at one after another. Nothing goes on air and nothing is changed,
/// but for a file that is written into the state folder and removed.
struct StationCheck: Sendable {
    let station: Station

    func findings() async -> [CheckFinding] {
        var findings = [CheckFinding.fine("configuration", station.settings.file.string)]
        findings += station.settings.warnings.map {
            .amiss("configuration", $0, remedy: "change it, or live with it")
        }
        let machine = MachineCheck(settings: station.settings)
        findings += await machine.tools()
        findings += machine.engine()
        findings.append(machine.clock())
        findings.append(await studio())
        findings.append(await ListeningCheck(settings: station.settings).finding())
        if let schedule = await schedule() { findings.append(schedule) }
        findings.append(await library())
        if let emergency = await emergency() { findings.append(emergency) }
        findings += AlertsCheck(channels: station.settings.alerts).findings()
        findings += DiskCheck(folder: station.settings.stateFolder).findings()
        return findings
    }

    private func studio() async -> CheckFinding {
        let studio = station.settings.studio
        guard let password = station.settings.studioPassword else {
            return .amiss(
                "studio", "no password is set",
                remedy: "set the environment variable PLAYOUT_STUDIO_PASSWORD, or studio.password in the configuration")
        }
        let origin = "the password from \(password.origin)"
        return switch await StudioProbe(studio).ask() {
        case .accepted: .fine("studio", "\(studio.address) takes \(origin)")
        case .passwordRefused:
            .amiss(
                "studio", "\(studio.address) refuses \(origin)",
                remedy: "ask the studio for the source password of \(studio.mount)\(studio.userHint)")
        case .noSuchMount:
            .amiss("studio", "\(studio.address): there is no such mount", remedy: "correct studio.mount")
        case .unexpected(let status):
            .amiss(
                "studio", "\(studio.address) answers with HTTP status \(status)",
                remedy: "see whether studio.host and studio.port are those of Icecast or a Liquidsoap harbor")
        case .unreachable(let reason):
            .amiss(
                "studio", "\(studio.address) is not reachable: \(reason)",
                remedy: "see whether the studio's server is up, studio.host and studio.port are right, and no "
                    + "firewall is between")
        }
    }

    private func schedule() async -> CheckFinding? {
        guard let schedule = station.schedule else {
            return .fine("schedule", "none: recordings play at the times in their names")
        }
        do {
            let reading = try await schedule.read()
            let what = "\(reading.slots.count) slots from \(reading.source)"
            if reading.stale {
                let reason = reading.notes.first?.reason ?? ""
                return .amiss("schedule", "\(what), cached: \(reason)", remedy: "see `playout schedule`")
            }
            guard reading.notes.isEmpty else {
                let useless = "\(reading.notes.count) entries are of no use"
                return .amiss("schedule", "\(what); \(useless)", remedy: "see `playout schedule`")
            }
            return .fine("schedule", what)
        } catch {
            return .amiss("schedule", "\(error)", remedy: "correct it; until then recordings play by their names")
        }
    }

    private func library() async -> CheckFinding {
        do {
            await station.library.refresh()
            let listing = try await station.library.list()
            if let trouble = listing.trouble {
                return .amiss("library", trouble, remedy: "what was known of it is used until it can be read again")
            }
            let what = "\(listing.recordings.count) recordings in \(station.settings.library.name)"
            return .fine("library", listing.ignored.isEmpty ? what : "\(what), \(listing.ignored.count) files ignored")
        } catch {
            return .amiss("library", "\(error)", remedy: "see to 'library' in the configuration")
        }
    }

    private func emergency() async -> CheckFinding? {
        guard let path = station.settings.emergency else { return nil }
        do {
            let inspection = try await station.preflight.quickLook(at: path)
            guard inspection.verdict == .unplayable else {
                return .fine("emergency", "\(path), \(TimeText.duration(inspection.duration))")
            }
            let detail = inspection.findings.first?.detail ?? ""
            return .amiss("emergency", "\(path): \(detail)", remedy: "put a recording there that plays")
        } catch {
            return .amiss("emergency", "\(error)", remedy: "put a recording there, or take out the key 'emergency'")
        }
    }
}

extension Studio {
    fileprivate var userHint: String { user == "source" ? "" : ", or set studio.user (now '\(user)')" }
}
