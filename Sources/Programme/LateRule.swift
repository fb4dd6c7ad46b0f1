/// What becomes of a recording that comes after its slot has begun.
package enum LateRule: String, Sendable, Hashable, CaseIterable {
    /// It is joined where it would be by then.
    case inProgress = "in-progress"
    /// It is played from its beginning, and cut at its slot's end.
    case fromStart = "from-start"
}
