import Yams

/// The one YAML document of a file, as nodes that know their places.
enum YAMLDocument {
    /// - Returns: `nil` if there is nothing to read; why is in the report.
    static func root(of text: String, report: Report) -> Node? {
        // libYAML takes a byte-order mark only where it guesses the encoding itself.
        let text = text.first == "\u{FEFF}" ? String(text.dropFirst()) : text
        guard isHarmless(text, report: report) else { return nil }
        do {
            let parser = try Parser(yaml: text, encoding: .utf8)
            guard let root = try parser.singleRoot() else {
                report.add("the file is empty; `playout init` writes one to begin from")
                return nil
            }
            // Nodes hold their anchors weakly: the parser keeps them.
            withExtendedLifetime(parser) { complain(aboutUnused: root, report: report) }
            return root
        } catch let error as YamlError {
            report.add(problem(error, in: text, report: report))
        } catch {
            report.add("the file cannot be read as YAML")
        }
        return nil
    }

    /// Aliases that expand without end make even the search for a key's duplicate endless.
    private static func isHarmless(_ text: String, report: Report) -> Bool {
        let most = 20
        let content = text.split(whereSeparator: \.isNewline).filter { $0.first { !$0.isWhitespace } != "#" }
        let aliases = content.reduce(0) { $0 + $1.matches(of: /(?:^|[\s\[{,:?-])\*[^\s*]/).count }
        guard aliases > most else { return true }
        report.add("there are more than \(most) aliases (*) in this file; write the values out")
        return false
    }

    /// What YAML has and this file does not use. An alias is a copy of its node, anchor and all.
    private static func complain(aboutUnused node: Node, report: Report) {
        if node.anchor != nil {
            report.add("anchors and aliases (& and *) are not used in this file; write the value out", at: node.mark)
            return
        }
        if let tag = node.explicitTag {
            report.add("tags (\(tag.quotedForMessage)) are not used in this file; take it out", at: node.mark)
        }
        switch node {
        case .mapping(let mapping):
            // Keys are left alone: looking for duplicates gave each of them a tag.
            for (_, value) in mapping { complain(aboutUnused: value, report: report) }
        case .sequence(let sequence):
            for item in sequence { complain(aboutUnused: item, report: report) }
        case .scalar, .alias: break
        }
    }

    /// In our words, and without the excerpt that Yams would print: it could be the line with the password.
    private static func problem(_ error: YamlError, in text: String, report: Report) -> ConfigurationError.Problem {
        var problem = ConfigurationError.Problem(file: report.file, message: "the file cannot be read as YAML")
        switch error {
        case .scanner(_, let what, let mark, _), .parser(_, let what, let mark, _):
            (problem.line, problem.column) = (mark.line, mark.column)
            problem.message = complaint(what, at: mark, in: text)
        case .composer(_, let what, let mark, _):
            (problem.line, problem.column) = (mark.line, mark.column)
            problem.message =
                what.contains("another document")
                ? "a second document begins here; a file holds one station" : "this is not YAML: \(what)"
        case .duplicatedKeysInMapping(let keys, let context):
            (problem.line, problem.column) = (context.mark.line, context.mark.column)
            let names = keys.map(\.quotedForMessage).joined(separator: ", ")
            problem.message = "\(names) is here more than once under the same heading; keep one"
        case .reader(_, let offset, _, _):
            let before = text.prefix(offset ?? 0)
            problem.line = before.count { $0.isNewline } + 1
            problem.message = "there is a character here that cannot be in a text file; delete it"
        default: break
        }
        return problem
    }

    private static func complaint(_ what: String, at mark: Mark, in text: String) -> String {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let line = lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : ""
        if line.prefix(while: \.isWhitespace).contains("\t") || what.contains("tab") {
            return "there is a tab in the indentation; YAML takes spaces only"
        }
        if what.contains("nesting") { return "this is nested too deeply" }
        return "this is not YAML: \(what)"
    }
}

extension Node {
    /// `!!int` or `!mine`, where somebody wrote one.
    fileprivate var explicitTag: String? {
        let tag =
            switch self {
            case .scalar(let scalar): scalar.tag.description
            case .mapping(let mapping): mapping.tag.description
            case .sequence(let sequence): sequence.tag.description
            case .alias: ""
            }
        // Yams gives this one to what is in quotes.
        return tag.isEmpty || tag == "tag:yaml.org,2002:str" ? nil : tag
    }
}
