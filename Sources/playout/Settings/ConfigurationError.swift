/// Everything that is wrong with the configuration, in the order in which it stands in the file.
/// The process exits with 78.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// One mistake: where it is, and what was expected there.
    struct Problem: Equatable, CustomStringConvertible {
        /// The file as the person named it; `nil` where no file is at fault.
        var file: String?
        /// From 1.
        var line: Int?
        /// From 1, counted in Unicode scalars.
        var column: Int?
        /// The key with those it stands under: `studio.port`.
        var key: String?
        var message: String

        var description: String {
            let place = [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
            return [place, key ?? "", message].filter { !$0.isEmpty }.joined(separator: ": ")
        }
    }

    let problems: [Problem]

    init(_ problems: [Problem]) { self.problems = problems }

    /// A mistake that is at no particular line.
    init(file: String? = nil, _ message: String) { problems = [Problem(file: file, message: message)] }

    /// One line for each problem.
    var description: String { problems.map(\.description).joined(separator: "\n") }
}
