import Foundation
import Programme

/// What commands print: results on standard output, messages on standard error.
enum Console {
    static func result(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
    /// Without a line break.
    static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
    static func message(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

    static func json(_ value: some Encodable) throws {
        try result(String(decoding: FactsJSON.encode(value, pretty: true), as: UTF8.self))
    }

    /// A line on standard error that the next one takes the place of; nothing where that is not a terminal.
    static func progress(_ text: String) {
        guard isatty(STDERR_FILENO) == 1, ProcessInfo.processInfo.environment["TERM"] != "dumb" else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }

    /// Whether colour and progress make sense.
    static var isTerminal: Bool {
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
            && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }
}
