import Foundation

extension Double {
    /// `+3.2 dB`
    var asDecibels: String { String(format: "%+.1f dB", self == 0 ? 0 : self) }
}
