import Foundation
import TestSupport

/// The same bytes with some of them changed, left out, doubled or put elsewhere.
func mutated(_ data: Data, dice: inout SplitMix64, pieces: [String] = []) -> Data {
    var bytes = [UInt8](data)
    for _ in 0..<Int.random(in: 1...6, using: &dice) where !bytes.isEmpty {
        let place = Int.random(in: bytes.indices, using: &dice)
        let end = min(bytes.count, place + Int.random(in: 1...40, using: &dice))
        switch Int.random(in: 0..<6, using: &dice) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &dice))
        case 4: bytes = Array(bytes[..<place])
        default:
            let piece = pieces.isEmpty ? "\"" : dice.one(of: pieces)
            bytes.insert(contentsOf: Array(piece.utf8), at: place)
        }
    }
    return Data(bytes)
}
