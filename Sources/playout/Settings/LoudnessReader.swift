import Programme

enum LoudnessReader {
    static let keys = Section.Keys(known: ["target"])
    /// LUFS: from louder than any streaming service asks for to quieter than any film.
    static let targets = -40.0 ... -10.0

    /// - Returns: `nil` where the station has set no target; then nothing is made louder or quieter.
    static func read(_ top: Section) -> LoudnessTarget? {
        top.section("loudness", keys: keys).number("target", in: targets, unit: "LUFS")
            .map(LoudnessTarget.init(lufs:))
    }
}
