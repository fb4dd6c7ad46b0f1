/// What is wrong with a source, in words.
package struct Trouble: Sendable, Hashable, CustomStringConvertible {
    package enum Source: String, Sendable, Hashable { case library, schedule, emergency }

    package let source: Source
    package let description: String

    package init(_ source: Source, _ description: String) { (self.source, self.description) = (source, description) }
}
