import Cloud
import Tools

/// Where in the cloud the station's secrets are.
struct ParameterStoreReader {
    static let keys = Section.Keys(known: ["path", "region", "endpoint", "profile", "key"])

    let top: Section

    func read() -> ParameterStoreSettings? {
        guard top.has("parameterStore") else { return nil }
        let section = top.section("parameterStore", keys: Self.keys)
        let expected = "what the parameters' names begin with, such as /playout/station"
        let path = section.text("path", expected: expected, required: true) { path in
            path.wholeMatch(of: /(\/[A-Za-z0-9_.\-]+)+/) != nil
                ? nil : "expected \(expected), found \(path.quotedForMessage)"
        }
        let key = section.text("key", expected: "a KMS key, such as alias/playout") { key in
            key.wholeMatch(of: /[A-Za-z0-9:\/_\-]+/) != nil
                ? nil
                : "expected a KMS key's id, address or alias, such as alias/playout, found \(key.quotedForMessage)"
        }
        let place = AWSReader(section: section).read()
        return path.map { ParameterStoreSettings(path: $0, place: place, key: key) }
    }
}
