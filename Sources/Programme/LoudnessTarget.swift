/// How loud the station wants its programmes, by EBU R128.
package struct LoudnessTarget: Sendable, Hashable, Codable {
    /// What EBU R128 recommends.
    package static let broadcast = LoudnessTarget(lufs: -23)

    /// The integrated loudness of a whole programme, in LUFS.
    package var lufs: Double

    package init(lufs: Double) { self.lufs = lufs }
}
