import Foundation

/// What became of the broadcast under one fault, measured on the decoded audio. Times are in seconds.
struct Finding: Sendable, Codable {
    var deadAir: Double
    /// From the fault's end until there is programme.
    var back: Double?
    /// Of the content after the fault, where it was the most; late is positive.
    var placeError: Double?
    /// Of the last sound; late is positive.
    var endError: Double?
    /// Of the later programme's first sample; `nil` if that is not there.
    var nextError: Double?
    var isNextWhole: Bool
    /// The log's word.
    var outcome: String?
    var origin: String?
    /// The recordings that the log has for it.
    var files: [String] = []
    /// What played in the slot, in the order in which it began.
    var heard: [String] = []
    /// What the station told a person.
    var alerts: [String] = []
    /// What it told too often, in words; `nil` where that was not looked at.
    var excess: [String]?
}

/// A row of the table.
struct Row: Sendable, Codable {
    var key: String
    var measuredAt: Date
    var finding: Finding?
    /// Empty if it was as expected.
    var shortfalls: [String]
}
