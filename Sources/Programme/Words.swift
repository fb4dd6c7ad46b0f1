import Foundation

extension Error {
    /// What happened, in a sentence for a person. Foundation's errors print themselves as programs see them.
    package var inWords: String {
        guard let error = self as? CocoaError else { return "\(self)" }
        let file = error.filePath ?? error.url?.path
        return (file.map { "\($0): " } ?? "") + error.localizedDescription
    }
}
