/// Why Parameter Store does not give or take what it should; in the words of the person who can do something about it.
package struct ParameterStoreError: Error, Hashable, CustomStringConvertible, Sendable {
    /// It may be otherwise in a minute, and nobody has to do anything.
    package let isPassing: Bool
    /// What happened, to what, and what to do.
    package let description: String

    package init(isPassing: Bool = false, _ description: String) {
        (self.isPassing, self.description) = (isPassing, description)
    }
}
