/// Why a store, or something in it, cannot be had; in the words of the person who can do something about it.
package struct StoreError: Error, Hashable, CustomStringConvertible, Sendable {
    package enum Kind: String, Sendable, Hashable {
        /// The machine has no credentials for the store, or none that are good.
        case noCredentials, badCredentials
        case denied
        /// The bucket, or the remote, or its folder.
        case noSuchStore
        case wrongRegion
        case clockSkewed
        case unreachable
        case timedOut
        /// The transfer broke off, or what came is not what the store has.
        case cut, corrupted
        /// The object is another by now, or gone.
        case replaced, gone
        case busy
        /// `aws` or `rclone`.
        case toolMissing
        /// Our own disk.
        case disk
        case other
    }

    package let kind: Kind
    /// What happened, to what, and what to do.
    package let description: String

    package init(_ kind: Kind, _ description: String) { (self.kind, self.description) = (kind, description) }
}
