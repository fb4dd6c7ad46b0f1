import Yams

/// What is found wrong while a file is read: reading goes on, so that a person sees every mistake at once.
final class Report {
    let file: String
    private var problems: [ConfigurationError.Problem] = []
    private(set) var warnings: [String] = []

    init(file: String) { self.file = file }

    func add(_ message: String, key: String? = nil, at mark: Mark? = nil) {
        let key = key.flatMap { $0.isEmpty ? nil : $0 }
        problems.append(.init(file: file, line: mark?.line, column: mark?.column, key: key, message: message))
    }

    func add(_ problem: ConfigurationError.Problem) { problems.append(problem) }

    func warn(_ message: String) { warnings.append(message) }

    /// - Throws: all that was found, in the order of the file.
    func throwIfAny() throws(ConfigurationError) {
        guard !problems.isEmpty else { return }
        let ordered = problems.sorted { ($0.line ?? 0, $0.column ?? 0) < ($1.line ?? 0, $1.column ?? 0) }
        throw ConfigurationError(ordered)
    }
}

extension String {
    /// As a message shows what somebody wrote: in single quotes, on one line, not too long.
    var quotedForMessage: String {
        let longest = 60
        let oneLine = unicodeScalars.prefix(longest).map { scalar in
            scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return "'\(oneLine.joined())\(unicodeScalars.count > longest ? "…" : "")'"
    }

    /// What is in nobody's name, host or path: line breaks, tabs, NUL.
    var hasControlCharacter: Bool {
        unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
