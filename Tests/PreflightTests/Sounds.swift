import Foundation
import SystemPackage
import Testing

/// Sound files made for a test.
enum Sounds {
    /// A tone of so many seconds, as the file's extension says, made by ffmpeg.
    static func make(_ file: FilePath, seconds: Double = 10, options: [String] = ["-b:a", "128k"]) throws {
        let tone = ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=\(seconds)", "-ac", "2"]
        try run("ffmpeg", ["-nostdin", "-v", "error"] + tone + options + ["file:\(file)"])
    }

    static func run(_ tool: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(tool) \(arguments)")
    }

    static func data(_ file: FilePath) throws -> Data { try Data(contentsOf: URL(filePath: file.string)) }

    static func write(_ data: Data, _ file: FilePath) throws { try data.write(to: URL(filePath: file.string)) }

    /// Cuts the file off after a part of its bytes.
    static func truncate(_ file: FilePath, to part: Double) throws {
        let data = try data(file)
        try write(data.prefix(Int(Double(data.count) * part)), file)
    }

    /// Overwrites so many bytes from a part of the file on.
    static func damage(_ file: FilePath, at part: Double, bytes: Int) throws {
        var data = try data(file)
        let start = Int(Double(data.count) * part)
        for index in start..<start + bytes { data[index] = UInt8(truncatingIfNeeded: index &* 2_654_435_761 >> 7) }
        try write(data, file)
    }

    /// A program that runs this shell script.
    static func script(_ text: String, _ file: FilePath) throws {
        try write(Data("#!/bin/sh\n\(text)\n".utf8), file)
        #expect(chmod(file.string, 0o755) == 0)
    }
}
