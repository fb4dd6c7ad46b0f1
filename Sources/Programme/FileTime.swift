/// When a file was written to, as one number: nanoseconds since 1970.
package enum FileTime {
    /// What is beyond the year 2262, or before 1677, is as far as the number goes: copies carry any time.
    package static func nanoseconds(seconds: Int, nanoseconds: Int) -> Int64 {
        let (whole, overflows) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflowsToo) = whole.addingReportingOverflow(Int64(nanoseconds))
        return overflows || overflowsToo ? (seconds < 0 ? .min : .max) : sum
    }
}
