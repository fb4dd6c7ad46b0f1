/// What the spool may take, of the disk and of the network.
package struct SpoolLimits: Sendable, Hashable {
    /// Bytes of recordings at most.
    package var quota: Int64 = 20_000_000_000
    /// Bytes per second at most; `nil` for as fast as it comes.
    package var rate: Double?
    /// Seconds between two readings of the store.
    package var period = 60.0
    /// Bytes of the disk that are left to others.
    package var reserve: Int64 = 500_000_000

    package init() {}
}
