/// Why a tool's answer cannot be had, whatever it was asked.
package enum ToolFailure: Error, Hashable, CustomStringConvertible, Sendable {
    case notInstalled(program: String, remedy: String)
    case timedOut(program: String, seconds: Int64)
    /// It says more than any answer that is expected of it.
    case tooMuch(program: String, megabytes: Int)
    case doesNotRun(program: String, reason: String)

    package var description: String {
        switch self {
        case .notInstalled(let program, let remedy): "'\(program)' is not installed: \(remedy)"
        case .timedOut(let program, let seconds): "\(program) did not end within \(seconds) s"
        case .tooMuch(let program, let megabytes): "\(program) says more than \(megabytes) MB: is it the right one?"
        case .doesNotRun(let program, let reason): "'\(program)' does not run: \(reason)"
        }
    }
}
