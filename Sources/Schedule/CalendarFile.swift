import Foundation
import Programme
import SystemPackage

/// A file that a person named, which might be anything.
struct CalendarFile: Sendable {
    private let file: FilePath
    private let largest: Int

    /// - Parameter largest: bytes.
    init(_ file: FilePath, largest: Int) { (self.file, self.largest) = (file, largest) }

    struct Failure: Error {
        let errno: Errno
        let largest: Int

        /// What is wrong with it and what to do, to be put after its name.
        func reason(setting: String) -> String {
            switch errno {
            case .noSuchFileOrDirectory: "does not exist: create it, or correct \(setting)"
            case .invalidArgument, .isDirectory: "is not a file: correct \(setting)"
            case .permissionDenied, .notPermitted:
                "may not be read: give the user that playout runs as the right to"
            case .fileTooLarge: "is larger than \(largest >> 20) MiB: is it the right file?"
            default: "cannot be read (\(errno)): check the disk or the network mount"
            }
        }
    }

    /// On the one thread on which such files are read, of which a network mount that hangs takes no more.
    private static let thread = OwnThread("calendar files", limit: .seconds(20))

    /// - Parameter work: what is to be done beside reading it, which may block.
    /// - Throws: `Failure`, `CancellationError`, what `work` throws.
    static func reading<Value: Sendable>(
        _ file: FilePath, largest: Int, _ work: @escaping @Sendable (CalendarFile) throws -> Value
    ) async throws -> Value {
        do {
            return try await thread.run { try work(CalendarFile(file, largest: largest)) }
        } catch is OwnThread.NoAnswer {
            throw Failure(errno: .timedOut, largest: largest)
        }
    }

    /// May block.
    func contents() throws(Failure) -> Data {
        do throws(Errno) {
            // A named pipe would keep us waiting for a writer.
            guard try Stat(file).type == .regular else { throw Errno.invalidArgument }
            let descriptor = try opened()
            do {
                let data = try contents(of: descriptor)
                try? descriptor.close()
                return data
            } catch {
                try? descriptor.close()
                throw error
            }
        } catch {
            throw Failure(errno: error, largest: largest)
        }
    }

    private func opened() throws(Errno) -> FileDescriptor {
        do {
            return try FileDescriptor.open(file, .readOnly, options: [.closeOnExec, .nonBlocking])
        } catch {
            throw error as? Errno ?? .ioError
        }
    }

    private func contents(of descriptor: FileDescriptor) throws(Errno) -> Data {
        var data = Data()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { buffer.deallocate() }
        while data.count <= largest {
            let count: Int
            do {
                count = try descriptor.read(into: buffer)
            } catch {
                throw error as? Errno ?? .ioError
            }
            if count == 0 { return data }
            data.append(contentsOf: buffer.prefix(count))
        }
        throw .fileTooLarge
    }
}
