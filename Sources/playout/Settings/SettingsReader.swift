import Foundation
import Library
import OnAir
import Programme
import SystemPackage
import Yams

extension Settings {
    static let keys = Section.Keys(
        known: [
            "station", "schedule", "library", "studio", "emergency", "junctions", "maxHold", "engine", "monitor",
            "loudness", "late", "alerts", "spool", "state", "parameterStore",
        ],
        later: ["dashboard": "take it out"])

    /// - Parameter secrets: where secrets are looked for before the file, in this order.
    init(_ file: ConfigurationFile, secrets: [SecretSource]) throws(ConfigurationError) {
        let report = Report(file: file.name)
        guard let root = YAMLDocument.root(of: file.text, report: report) else {
            try report.throwIfAny()
            throw ConfigurationError(file: file.name, "the file cannot be read as YAML")
        }
        let top = Section(root, path: "", at: root.mark, keys: Self.keys, report: report)
        let station = Self.station(top)
        let (studio, password) = StudioReader(
            section: top.section("studio", keys: StudioReader.keys), file: file, sources: secrets
        ).read()
        let libraryReader = LibraryReader(top: top, folder: file.folder)
        let library = libraryReader.read()
        let maxHold = top.number("maxHold", in: 0...600, unit: "seconds") ?? Self.defaultMaxHold
        let engine = EngineReader(
            section: top.section("engine", keys: EngineReader.keys), folder: file.folder, maxHold: maxHold
        ).read()
        var alerts = AlertsReader(top: top, file: file, sources: secrets)
        alerts.read()
        self.init(
            file: file.path, station: station,
            schedule: ScheduleReader(
                section: top.section("schedule", keys: ScheduleReader.keys), file: file, sources: secrets
            ).read(), library: library,
            studio: studio, studioPassword: password, parameterStore: ParameterStoreReader(top: top).read(),
            emergency: top.path("emergency", in: file.folder, expected: "the path of a recording"),
            junctions: JunctionReader.read(top),
            maxHold: maxHold, engine: engine, monitor: MonitorReader(top).read(),
            loudness: LoudnessReader.read(top), late: top.choice("late") ?? .inProgress,
            alerts: alerts.channels, awaitedAlerts: alerts.awaited,
            state: top.path("state", in: file.folder, expected: "the path of a folder")
                ?? file.folder.appending("state"),
            spool: libraryReader.spool(), warnings: report.warnings)
        try report.throwIfAny()
    }

    static let stationKeys = Section.Keys(known: ["name", "timezone", "standby"])

    private static func station(_ top: Section) -> Station {
        let section = top.section("station", keys: stationKeys)
        let name = section.text("name", expected: "the station's name", required: true)
        let zone = section.text(
            "timezone", expected: "the IANA name of a time zone, such as Europe/London", required: true,
            complaint: TimeZoneName.complaint)
        return Station(
            name: name ?? "", timeZone: zone.flatMap(TimeZoneName.zone) ?? .gmt,
            standby: section.flag("standby") ?? false)
    }
}
