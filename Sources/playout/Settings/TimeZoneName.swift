import Foundation

/// A station's time zone by its IANA name. Foundation takes more than that: abbreviations of which `BST` is
/// Bangladesh's, and fixed offsets, which know no summer time.
enum TimeZoneName {
    /// - Returns: `nil` if it is no IANA name of a place, nor `UTC`.
    static func zone(_ name: String) -> TimeZone? {
        let isPlace = name.contains("/") || TimeZone.knownTimeZoneIdentifiers.contains(name)
        guard isPlace || name == "UTC" else { return nil }
        return TimeZone(identifier: name)
    }

    static func complaint(about name: String) -> String? {
        guard zone(name) == nil else { return nil }
        let hint = nearest(to: name).map { "; did you mean '\($0)'?" } ?? ""
        return "expected the IANA name of a time zone, such as Europe/London, found \(name.quotedForMessage)\(hint)"
    }

    /// By the whole name or, as people say `London`, by its last part.
    private static func nearest(to name: String) -> String? {
        if name == "BST" { return "Europe/London" }
        let known = TimeZone.knownTimeZoneIdentifiers
        if let whole = name.nearest(among: known) { return whole }
        let byCity = Dictionary(
            known.map { ($0.split(separator: "/").last.map(String.init) ?? $0, $0) }, uniquingKeysWith: { a, _ in a })
        let city = name.split(separator: "/").last.map { String($0).replacing(" ", with: "_") }
        return city?.nearest(among: byCity.keys).flatMap { byCity[$0] }
    }
}
