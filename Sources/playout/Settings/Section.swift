import Yams

/// A mapping in the file, read key by key. What is wrong goes to the report, and reading goes on: a value that is
/// missing or wrong is `nil`, and so is one that is simply not there.
struct Section {
    /// Dotted; empty for the whole file.
    let path: String
    let report: Report
    private let place: Mark?
    private let entries: [String: Entry]
    /// Something else is here in its place, which is complaint enough: nothing in it is missing.
    private var isMalformed = false
    /// A key of a later version is here, in place of what is missing.
    private var namesLater = false

    struct Entry {
        let mark: Mark?
        let value: Node
    }

    /// The keys that may stand in a section.
    struct Keys {
        let known: [String]
        /// Keys that the documentation names and this version does not deliver, and what to do instead.
        var later: [String: String] = [:]
    }

    /// A heading with nothing below it, everything being commented out, is a section without keys.
    init(_ node: Node?, path: String, at mark: Mark?, keys: Keys, report: Report) {
        (self.path, self.report, place) = (path, report, mark ?? node?.mark)
        guard let node, !node.isNothing else {
            entries = [:]
            return
        }
        guard case .mapping(let mapping) = node else {
            report.add("expected keys and values, found \(node.kind)", key: path, at: node.mark ?? mark)
            (entries, isMalformed) = ([:], true)
            return
        }
        namesLater = mapping.keys.contains { keys.later[$0.scalar?.string ?? ""] != nil }
        entries = Self.entries(of: mapping, path: path, keys: keys, report: report)
    }

    private static func entries(
        of mapping: Node.Mapping, path: String, keys: Keys, report: Report
    ) -> [String: Entry] {
        var entries: [String: Entry] = [:]
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key else {
                report.add("expected a key, found \(key.kind)", key: path, at: key.mark)
                continue
            }
            let name = path.isEmpty ? scalar.string : "\(path).\(scalar.string)"
            let shown = String(name.quotedForMessage.dropFirst().dropLast())
            if let instead = keys.later[scalar.string] {
                report.add("not in this version yet; \(instead)", key: shown, at: key.mark)
            } else if !keys.known.contains(scalar.string) {
                report.add("unknown key; \(hint(for: scalar.string, keys: keys))", key: shown, at: key.mark)
            } else if entries.updateValue(Entry(mark: key.mark, value: value), forKey: scalar.string) != nil {
                report.add("this key is here more than once; keep one", key: shown, at: key.mark)
            }
        }
        return entries
    }

    private static func hint(for word: String, keys: Keys) -> String {
        if let nearest = word.nearest(among: keys.known + keys.later.keys) { return "did you mean '\(nearest)'?" }
        return "the keys here are \(keys.known.joined(separator: ", "))"
    }
}

extension Section {
    func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func has(_ key: String) -> Bool { entries[key] != nil }

    /// Where the key stands, or else its section.
    func mark(_ key: String) -> Mark? { entries[key]?.mark ?? place }

    func value(_ key: String) -> Node? { entries[key]?.value }

    func complain(_ message: String, about key: String) {
        report.add(message, key: name(key), at: entries[key]?.value.mark ?? mark(key))
    }

    /// The value if there is one, and it is one value.
    func scalar(_ key: String, expected: String, required: Bool = false) -> Node.Scalar? {
        guard let value = value(key) else {
            if required, !isMalformed, !namesLater {
                report.add("missing; expected \(expected)", key: name(key), at: place)
            }
            return nil
        }
        if value.isNothing {
            report.add("expected \(expected), found nothing", key: name(key), at: mark(key))
            return nil
        }
        guard case .scalar(let scalar) = value else {
            complain("expected \(expected), found \(value.kind)", about: key)
            return nil
        }
        return scalar
    }

    /// The section below a key; without keys if it is not there.
    func section(_ key: String, keys: Keys) -> Section {
        var section = Section(value(key), path: name(key), at: mark(key), keys: keys, report: report)
        section.isMalformed = section.isMalformed || isMalformed
        return section
    }

    /// The sections in the list below a key, named `junctions[0]`; `nil` if there is no list.
    func list(_ key: String, of expected: String, keys: Keys) -> [Section]? {
        guard let value = value(key), !value.isNothing else { return nil }
        guard case .sequence(let sequence) = value else {
            complain("expected a list of \(expected), found \(value.kind)", about: key)
            return nil
        }
        return sequence.enumerated().compactMap { index, item in
            if item.isNothing {
                report.add("expected \(expected), found nothing", key: "\(name(key))[\(index)]", at: item.mark)
                return nil
            }
            return Section(item, path: "\(name(key))[\(index)]", at: item.mark, keys: keys, report: report)
        }
    }
}

extension Node {
    /// An empty value, `~` or `null`, not in quotes.
    var isNothing: Bool {
        guard case .scalar(let scalar) = self, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// What it is, in words, without showing it: it could be a secret in the wrong place.
    var kind: String {
        switch self {
        case .scalar: isNothing ? "nothing" : "a single value"
        case .mapping: "keys and values"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}
