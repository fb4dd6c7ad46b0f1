import Foundation
import SystemPackage
import TestSupport

@testable import playout

extension Settings {
    /// Of a station in the temporary folder that has nothing but what it must have.
    static func least() throws -> Settings {
        let file = TemporaryFolder.current.appending("playout.yaml")
        let text = """
            station: { name: Test FM, timezone: UTC }
            library: { folder: programmes }
            studio: { host: 127.0.0.1, password: x }
            """
        try Data(text.utf8).write(to: URL(filePath: file.string))
        return try Settings.local(config: file, environment: [:], workingFolder: TemporaryFolder.current)
    }
}
