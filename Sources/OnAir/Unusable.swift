import Programme

/// Recordings that an airing has to do without, by file.
package struct Unusable: Sendable, Hashable {
    /// They failed.
    private var failed: Set<String> = []
    /// Those of them that a plan has done without since: if a later one has them, they have been replaced.
    private var leftOut: Set<String> = []
    /// When they could not be had last, as an uptime: nothing is known against them.
    private var missed: [String: Double] = [:]

    package init(failed: Set<String> = []) { self.failed = failed }

    /// Seconds until what could not be had is tried for again.
    package static let pause = 5.0

    package var isEmpty: Bool { failed.isEmpty && missed.isEmpty }

    /// All of them.
    package var files: Set<String> { failed.union(missed.keys) }

    mutating func add(_ fault: RecordingFault) {
        if fault.isAbsent { missed[fault.segment.file] = fault.since } else { failed.insert(fault.segment.file) }
    }

    mutating func add(_ other: Unusable) {
        failed.formUnion(other.failed)
        leftOut = leftOut.intersection(failed).union(other.leftOut)
        missed.merge(other.missed) { max($0, $1) }
    }

    mutating func forget(_ file: String) {
        failed.remove(file)
        missed[file] = nil
    }

    func hasFailed(_ file: String) -> Bool { failed.contains(file) }

    /// None of these segments needs any of them; what could not be had may be tried again after a pause.
    func allows(_ segments: ArraySlice<Segment>, at uptime: Double) -> Bool {
        segments.allSatisfy { segment in
            !failed.contains(segment.file) && missed[segment.file].map { uptime - $0 >= Self.pause } ?? true
        }
    }

    /// What a new plan has in the place of it all.
    mutating func follow(_ planned: Airing?) {
        let files = planned?.segments.map(\.file) ?? []
        let back = leftOut.intersection(files)
        failed.subtract(back)
        leftOut = failed.subtracting(files)
    }
}
