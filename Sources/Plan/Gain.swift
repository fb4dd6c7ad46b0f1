import Programme

extension LoudnessTarget {
    /// dBTP; what is made louder stays below it, as EBU R128 asks for.
    package static let highestPeak = -1.0
    /// Decibels. What is quieter than that allows for is room noise, or a mistake: it is not made programme.
    package static let mostGain = 20.0

    /// Decibels by which a recording is made louder or quieter, in tenths, so that it comes to the target, or as near as
    /// its peaks allow.
    /// - Parameters:
    ///   - loudness: LUFS, of all of it; `nil` if that is not known.
    ///   - truePeak: dBTP; without it, nothing is made louder.
    /// - Returns: `nil` if it is to be played as it is.
    package func gain(loudness: Double?, truePeak: Double?) -> Double? {
        guard let loudness, loudness.isFinite else { return nil }
        let room = truePeak.map { Self.highestPeak - $0 } ?? 0
        let gain = min(lufs - loudness, room, Self.mostGain)
        guard gain.isFinite else { return nil }
        return (gain * 10 + Self.slack).rounded(.down) / 10
    }

    /// Of a tenth of a decibel: what is whole but for an error of arithmetic counts as whole.
    private static let slack = 1e-6
}

extension FilledSlot {
    /// Decibels by which its recording is made louder or quieter.
    func gain(for target: LoudnessTarget?) -> Double? {
        let truePeak =
            switch content {
            case .recording(let edition): edition.inspection?.truePeak
            case .emergency(let emergency): emergency.truePeak
            }
        return target?.gain(loudness: loudness, truePeak: truePeak)
    }

    /// LUFS.
    var loudness: Double? {
        switch content {
        case .recording(let edition): edition.inspection?.loudness
        case .emergency(let emergency): emergency.loudness
        }
    }

    var file: String {
        switch content {
        case .recording(let edition): edition.file
        case .emergency(let emergency): emergency.file
        }
    }
}
