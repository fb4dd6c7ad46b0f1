import Library
import SystemPackage

/// Where the recordings are, and what may be taken for those that are fetched.
struct LibraryReader {
    static let keys = Section.Keys(known: ["folder", "s3", "rclone"])
    static let bucketKeys = Section.Keys(known: ["bucket", "prefix", "region", "endpoint", "profile"])
    static let spoolKeys = Section.Keys(known: ["quota", "bandwidth", "refresh"])

    let top: Section
    let folder: FilePath

    func read() -> Settings.LibrarySource {
        let section = top.section("library", keys: Self.keys)
        let kinds = Self.keys.known.filter(section.has)
        if kinds.count > 1 {
            section.report.add(
                "expected one of \(Self.keys.known.joined(separator: ", ")), found \(kinds.joined(separator: " and "))",
                key: section.path, at: section.mark(""))
            return .folder(folder)
        }
        switch kinds.first {
        case "s3": return .s3(bucket(section.section("s3", keys: Self.bucketKeys)))
        case "rclone": return .rclone(remote(section) ?? "")
        default:
            let path = section.path("folder", in: folder, expected: "the path of a folder", required: true)
            return .folder(path ?? folder)
        }
    }

    private func bucket(_ section: Section) -> S3Settings {
        let bucket = section.text("bucket", expected: "the bucket's name", required: true) { name in
            name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._\-:\/]{2,254}/) != nil && !name.contains("//")
                ? nil : "expected the bucket's name, without s3://, found \(name.quotedForMessage)"
        }
        let prefix = section.text("prefix", expected: "what the recordings' keys begin with, such as programmes/") {
            $0.hasPrefix("/") || $0.contains("//")
                ? "expected a prefix that does not begin with / and has no //, found \($0.quotedForMessage)" : nil
        }
        return S3Settings(bucket: bucket ?? "", prefix: prefix ?? "", place: AWSReader(section: section).read())
    }

    /// A remote by its name: one that is described on the spot could have a password in it, for everybody to see among
    /// the machine's processes.
    private func remote(_ section: Section) -> String? {
        let expected = "a remote of rclone's configuration and a path, such as remote:programmes"
        return section.text("rclone", expected: expected, required: true) { remote in
            guard let colon = remote.firstIndex(of: ":") else {
                return "expected \(expected), found \(remote.quotedForMessage); a folder of this machine is "
                    + "library.folder"
            }
            let isNamed = remote[..<colon].wholeMatch(of: /[A-Za-z0-9_.+@][A-Za-z0-9_.+@ \-]*/) != nil
            return isNamed ? nil : "expected \(expected): make the remote by `rclone config`, and name it here"
        }
    }

    func spool() -> SpoolLimits {
        let section = top.section("spool", keys: Self.spoolKeys)
        var limits = SpoolLimits()
        if let quota = section.number("quota", in: 0.1...100_000, unit: "gigabytes") {
            limits.quota = Int64(quota * 1e9)
        }
        let bandwidth = section.number("bandwidth", in: 0.1...100_000, unit: "megabits per second")
        limits.rate = bandwidth.map { $0 * 125_000 }
        limits.period = section.number("refresh", in: 5...3600, unit: "seconds") ?? limits.period
        return limits
    }
}
