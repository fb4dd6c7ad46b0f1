import SystemPackage

/// A secret and where it came from. Nothing that prints it shows it.
struct Secret: Sendable, Hashable {
    /// Where a secret was found, in the words of `playout check`.
    enum Origin: Sendable, Hashable, CustomStringConvertible {
        case environment(variable: String)
        case systemdCredential(FilePath)
        case parameter(String)
        case file(String)

        var description: String {
            switch self {
            case .environment(let variable): "the environment variable \(variable)"
            case .systemdCredential(let path): "the systemd credential \(path)"
            case .parameter(let name): "the parameter \(name)"
            case .file(let name): name
            }
        }
    }

    /// The secret itself: for the studio, never for a message.
    let value: String
    let origin: Origin
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "••••" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: ["origin": origin.description]) }
}
