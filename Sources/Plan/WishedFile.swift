import Programme

/// Which of the library's files a programmer means who writes one into the calendar.
package enum WishedFile: Sendable, Hashable {
    case one(String)
    /// More than one in different folders have this name.
    case several([String])
    case none

    /// A path within the library, or a name without its folders; in any letter case, where that is clear.
    package init(_ wish: String, among files: some Sequence<String>) {
        var (names, folded): ([String], [String]) = ([], [])
        let bare = wish.contains("/") ? nil : wish
        for file in files {
            if file == wish {
                self = .one(file)
                return
            }
            let name = bare == nil ? file[...] : file.split(separator: "/").last ?? ""
            if name == wish {
                names.append(file)
            } else if name.utf8.count == wish.utf8.count, name.lowercased() == wish.lowercased() {
                folded.append(file)
            }
        }
        let found = names.isEmpty ? folded : names
        self = found.isEmpty ? .none : found.count == 1 ? .one(found[0]) : .several(found.sorted())
    }
}
