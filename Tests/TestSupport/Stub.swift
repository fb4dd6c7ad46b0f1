import Foundation
import SystemPackage
import Testing

/// A program that a test writes.
package enum Stub {
    package static func write(_ script: String, to path: FilePath) throws {
        try "#!/bin/sh\n\(script)\n".write(toFile: path.string, atomically: true, encoding: .utf8)
        #expect(chmod(path.string, 0o755) == 0)
    }
}
