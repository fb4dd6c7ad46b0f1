import Programme

/// What a look into the library found.
package struct Listing: Sendable, Equatable {
    /// Files that may go on air, in the byte order of their paths.
    package let recordings: [Recording]
    /// Everything else, in the same order, each with the reason in words for the person who put it there.
    /// Their names are for reading only: control characters and bytes that are not UTF-8 are written as escapes.
    package let ignored: [Ignored]

    package init(recordings: [Recording] = [], ignored: [Ignored] = []) {
        (self.recordings, self.ignored) = (recordings, ignored)
    }
}
