import Foundation
import Programme

/// The content of a file: another one is there when the file has been replaced.
struct Take: Hashable {
    enum Flaw: Hashable {
        case none
        /// As anybody can see who looks at it.
        case unplayable
        /// Its header promises more.
        case truncated(at: Double)
        /// The engine's decoder dies of this stretch.
        case deadly(from: Double, to: Double)
        /// The decoder takes the beginning of this stretch for the end.
        case gap(from: Double, to: Double)
        /// It decodes to silence there.
        case silent(from: Double, to: Double)
    }

    /// No two are the same.
    let number: Int
    let file: String
    /// Seconds, as its header says.
    let duration: Double
    let flaw: Flaw

    var isSound: Bool { flaw == .none }

    /// What there is to hear from a place on.
    enum Sound: Hashable {
        /// Up to there.
        case plays(to: Double)
        /// Up to there, where the engine dies.
        case kills(at: Double)
        case nothing
    }

    func sound(from place: Double) -> Sound {
        switch flaw {
        case .unplayable: .nothing
        case .truncated(let end): place < end ? .plays(to: end) : .nothing
        case .deadly(let from, let to) where place < to: .kills(at: max(from, place + 0.4))
        case .gap(let from, _) where place < from: .plays(to: from)
        case .gap(_, let to) where place < to: .nothing
        default: place < duration ? .plays(to: duration) : .nothing
        }
    }

    func isSilent(at place: Double) -> Bool {
        guard case .silent(let from, let to) = flaw else { return false }
        return from <= place && place < to
    }

    /// Where it changes from sound to silence and back.
    var changes: [Double] {
        if case .silent(let from, let to) = flaw { [from, to] } else { [] }
    }
}
