import Foundation

/// A file in the library with a good name: one dated edition of a programme.
package struct Recording: Sendable, Hashable, Codable {
    /// Its path within the library, with `/` between folders: what a person would look for.
    package let file: String
    package let name: RecordingName
    /// Bytes.
    package let size: Int64
    package let modified: Date

    package init(file: String, name: RecordingName, size: Int64, modified: Date) {
        (self.file, self.name, self.size, self.modified) = (file, name, size, modified)
    }

    package var pid: PID { name.pid }
}

/// Something in the library, or in the plan, that is not going on air, and why not.
package struct Ignored: Sendable, Hashable, Codable {
    package let file: String
    package let reason: String

    package init(file: String, reason: String) {
        (self.file, self.reason) = (file, reason)
    }
}
