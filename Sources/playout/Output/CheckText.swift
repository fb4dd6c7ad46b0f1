import Foundation

enum CheckText {
    static func line(_ finding: CheckFinding, isColoured: Bool) -> String {
        let mark = finding.ok ? "ok  " : "FAIL"
        let shown = isColoured ? "\u{1B}[\(finding.ok ? "32" : "31")m\(mark)\u{1B}[0m" : mark
        let name = finding.name.padding(toLength: 14, withPad: " ", startingAt: 0)
        let remedy = finding.remedy.isEmpty ? "" : "\n\(String(repeating: " ", count: 19))→ \(finding.remedy.printable)"
        return "\(shown) \(name)\(finding.detail.printable)\(remedy)"
    }
}
