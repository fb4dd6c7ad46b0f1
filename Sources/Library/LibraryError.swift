import Programme
import SystemPackage

/// Why the library as a whole, or one path into it, is of no use.
package enum LibraryError: Error, Equatable, CustomStringConvertible {
    case missing(FilePath)
    case notAFolder(FilePath)
    case unreadable(FilePath, Errno)
    /// The name, as given, would lead out of the folder.
    case leadsOut(file: String, of: FilePath)
    /// The store has not answered yet, and nothing is known of it.
    case awaited(store: String)
    /// Nothing is known of the store.
    case unknown(store: String, reason: String)
    /// A recording that has to be fetched has not been.
    case notHere(file: String, reason: String)
    /// There is one of this name already.
    case taken(file: String, place: String)
    case beingAdded(file: String)
    case notAdded(file: String, place: FilePath, Errno)
    /// What is to be added is not what was examined any more.
    case changed(FilePath)

    package var description: String {
        switch self {
        case .missing(let folder):
            "the library folder \(shown(folder)) does not exist: create it, or correct library.folder"
        case .notAFolder(let folder):
            "the library \(shown(folder)) is not a folder: correct library.folder"
        case .unreadable(let folder, let reason) where [.permissionDenied, .notPermitted].contains(reason):
            "the library folder \(shown(folder)) may not be read (\(reason)): "
                + "give the user that playout runs as the right to read and enter it"
        case .unreadable(let folder, let reason):
            "the library folder \(shown(folder)) cannot be read (\(reason)): check the disk or the network mount"
        case .leadsOut(let file, let folder):
            "'\(shown(file))' is not a path inside the library folder \(shown(folder)): "
                + "name a file below it, without '..' and not through a symbolic link"
        case .awaited(let store): "the library \(store) has not answered yet; it is asked again and again"
        case .unknown(let store, let reason): "the library \(store) cannot be read: \(reason)"
        case .notHere(let file, let reason): "'\(shown(file))' is not here: \(reason)"
        case .taken(let file, let place):
            "there is a '\(shown(file))' in \(place) already: it stays, unless you say --replace"
        case .beingAdded(let file):
            "'\(shown(file))' is being added by somebody else: wait until that has ended"
        case .notAdded(let file, let place, let reason):
            "'\(shown(file))' could not be put into \(shown(place)) (\(reason)), and nothing of it is left there: "
                + "see to the disk and its permissions, and add it again"
        case .changed(let file):
            "\(shown(file)) has changed since it was examined, and is not in the library as it is now: wait until it is "
                + "finished, and add it again"
        }
    }

    private func shown(_ path: FilePath) -> String { ShownName.of(path.string) }
    private func shown(_ file: String) -> String { ShownName.of(file) }
}
