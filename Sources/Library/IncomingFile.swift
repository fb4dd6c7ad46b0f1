import Glibc
import SystemPackage

/// A file that is to be put where recordings live, as it was when somebody began to look at it: presenters export
/// their programmes while others copy them.
package struct IncomingFile: Sendable {
    package let path: FilePath
    private let state: State

    private struct State: Equatable {
        let size: Int64
        let seconds, nanoseconds: Int
        let inode: Inode

        init(_ path: FilePath) throws(Errno) {
            let facts = try Stat(path)
            (size, inode) = (facts.size, facts.inode)
            (seconds, nanoseconds) = (facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec)
        }
    }

    /// - Throws: `Errno` if there is no such file.
    package init(_ path: FilePath) throws(Errno) { (self.path, state) = (path, try State(path)) }

    package var size: Int64 { state.size }

    /// To be asked when all of it has been read.
    /// - Throws: `LibraryError.changed`.
    func stillIsWhatItWas() throws(LibraryError) {
        guard (try? State(path)) == state else { throw .changed(path) }
    }
}
