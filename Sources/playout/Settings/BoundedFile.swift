import Foundation
import Glibc
import SystemPackage

/// Reading a small file that could turn out to be a large one.
enum BoundedFile {
    enum Failure: Error, CustomStringConvertible {
        case cannotRead(Errno)
        /// Bytes that it may have at most.
        case tooLarge(Int)

        var description: String {
            switch self {
            case .cannotRead(.isDirectory): "it is a folder"
            case .cannotRead(.permissionDenied): "permission denied"
            case .cannotRead(let errno): errno.description
            case .tooLarge(let limit): "it is larger than \(limit) bytes"
            }
        }
    }

    static func bytes(of path: FilePath, atMost limit: Int) throws(Failure) -> [UInt8] {
        do {
            let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
            return try file.closeAfter {
                var (bytes, count) = ([UInt8](repeating: 0, count: limit + 1), 0)
                while count <= limit {
                    let read = try bytes.withUnsafeMutableBytes { try file.read(into: .init(rebasing: $0[count...])) }
                    if read == 0 { break }
                    count += read
                }
                guard count <= limit else { throw Failure.tooLarge(limit) }
                return Array(bytes[..<count])
            }
        } catch let errno as Errno {
            throw .cannotRead(errno)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .cannotRead(.ioError)
        }
    }

    /// Whether anybody on the machine may read it; `false` if that cannot be told.
    static func isReadableByOthers(_ path: FilePath) -> Bool {
        var facts = stat()
        guard stat(path.string, &facts) == 0 else { return false }
        return facts.st_mode & S_IROTH != 0
    }
}
