/// Why what is known of the schedule is old.
package enum Staleness: Sendable, Hashable {
    /// The source could not be read, or has not been yet: that may pass by itself.
    case away
    /// The source could not be read, and somebody has to do something.
    case broken
    /// The source could be read, and is not believed.
    case doubted
}
