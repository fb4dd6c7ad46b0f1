/// Lengths and places, as the tools tell them and as people read them.
enum Seconds {
    /// Three days. What is said to be longer has a header that lies, or has none.
    static let longest = 259_200.0

    /// A tool's number, where it can be a place in a recording: it may begin a little before 0.
    static func place(_ text: some StringProtocol) -> Double? {
        Double(text).flatMap { abs($0) <= longest ? max(0, $0) : nil }
    }

    /// A tool's number, where a recording can be that long.
    static func length(_ text: String) -> Double? { place(text).flatMap { $0 > 0 ? $0 : nil } }

    /// `59.5 s`, `58:30`, `1:58:30`.
    static func words(_ seconds: Double) -> String {
        if seconds < 60 { return "\((seconds * 10).rounded() / 10) s" }
        let whole = Int(min(seconds, longest).rounded())
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        let padded = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
        return hours == 0 ? "\(minutes):\(padded(rest)) min" : "\(hours):\(padded(minutes)):\(padded(rest)) h"
    }
}
