import Programme

/// What a look into the library found.
package struct Listing: Sendable, Equatable {
    /// Files that may go on air, in the byte order of their paths.
    package let recordings: [Recording]
    /// Everything else, in the same order, each with the reason in words for the person who put it there.
    /// Their names are for reading only: control characters and bytes that are not UTF-8 are written as escapes.
    package let ignored: [Ignored]
    /// Why this is not what is there now, but what was known before; in words.
    package let trouble: String?

    package init(recordings: [Recording] = [], ignored: [Ignored] = [], trouble: String? = nil) {
        (self.recordings, self.ignored, self.trouble) = (recordings, ignored, trouble)
    }
}
