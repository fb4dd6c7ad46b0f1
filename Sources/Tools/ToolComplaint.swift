import Programme

/// What a tool says of its failure, fit to be shown.
package struct ToolComplaint: Sendable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// Printable, and not too long. Nothing that a tool may quote from its environment or its configuration is in it:
    /// neither an address with a password, nor a long run of letters and digits as keys are.
    package var lastLine: String {
        let line =
            text.split(whereSeparator: \.isNewline).last { $0.contains { !$0.isWhitespace } } ?? "no reason given"
        let hidden = String(line)
            .replacing(/:\/\/[^\/@\s]*@/, with: "://…@")
            .replacing(/[A-Za-z0-9+\/=_\-]{24,}/, with: "…")
        return String(ShownName.of(hidden).prefix(300))
    }
}
