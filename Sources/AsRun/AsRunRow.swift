import Foundation
import GRDB
import Programme

/// An entry as a row: each key is a column; times and lists are text, as `--json` prints them.
extension AsRunEntry: FetchableRecord, PersistableRecord {
    package static let databaseTableName = "airing"

    package init(row: Row) throws {
        self.init(
            airing: try row.value(.airing),
            title: try row.value(.title),
            pid: try PID(row.value(.pid)),
            origin: try row.value(.origin),
            files: try row.json(.files),
            plannedOnAir: try row.time(.plannedOnAir),
            onAir: try row.timeIfKnown(.onAir),
            onAirErrorMs: row[CodingKeys.onAirErrorMs.rawValue],
            plannedOffAir: try row.time(.plannedOffAir),
            offAir: try row.timeIfKnown(.offAir),
            offAirErrorMs: row[CodingKeys.offAirErrorMs.rawValue],
            interruptions: try row.json(.interruptions),
            outcome: try row.word(.outcome),
            // An earlier version's conductor, which is still at work, writes none.
            slots: row.hasColumn(CodingKeys.slots.rawValue) ? try row.json(.slots) : [],
            gains: row.hasColumn(CodingKeys.gains.rawValue) ? try row.json(.gains) : [])
    }

    package func encode(to container: inout PersistenceContainer) throws {
        func put(_ key: CodingKeys, _ value: (any DatabaseValueConvertible)?) { container[key.rawValue] = value }
        put(.airing, airing)
        put(.title, title)
        put(.pid, pid.text)
        put(.origin, origin.rawValue)
        put(.files, String(decoding: try FactsJSON.encode(files), as: UTF8.self))
        put(.plannedOnAir, plannedOnAir.rfc3339)
        put(.onAir, onAir?.rfc3339)
        put(.onAirErrorMs, onAirErrorMs)
        put(.plannedOffAir, plannedOffAir.rfc3339)
        put(.offAir, offAir?.rfc3339)
        put(.offAirErrorMs, offAirErrorMs)
        put(.interruptions, String(decoding: try FactsJSON.encode(interruptions), as: UTF8.self))
        put(.outcome, outcome?.rawValue)
        put(.slots, String(decoding: try FactsJSON.encode(slots), as: UTF8.self))
        put(.gains, String(decoding: try FactsJSON.encode(gains), as: UTF8.self))
    }
}

extension Row {
    fileprivate func value(_ key: AsRunEntry.CodingKeys) throws -> String {
        guard let text: String = self[key.rawValue] else { throw UnreadableColumn(name: key.rawValue) }
        return text
    }

    fileprivate func value<Word: RawRepresentable<String>>(_ key: AsRunEntry.CodingKeys) throws -> Word {
        guard let word: Word = try word(key) else { throw UnreadableColumn(name: key.rawValue) }
        return word
    }

    fileprivate func word<Word: RawRepresentable<String>>(_ key: AsRunEntry.CodingKeys) throws -> Word? {
        guard let text: String = self[key.rawValue] else { return nil }
        guard let word = Word(rawValue: text) else { throw UnreadableColumn(name: key.rawValue) }
        return word
    }

    fileprivate func json<Value: Decodable>(_ key: AsRunEntry.CodingKeys) throws -> Value {
        try FactsJSON.decode(from: Data(value(key).utf8))
    }

    fileprivate func time(_ key: AsRunEntry.CodingKeys) throws -> Date {
        guard let time = try timeIfKnown(key) else { throw UnreadableColumn(name: key.rawValue) }
        return time
    }

    fileprivate func timeIfKnown(_ key: AsRunEntry.CodingKeys) throws -> Date? {
        guard let text: String = self[key.rawValue] else { return nil }
        guard let time = Date(rfc3339: text) else { throw UnreadableColumn(name: key.rawValue) }
        return time.inMilliseconds
    }
}

/// A row that another program has written.
private struct UnreadableColumn: Error, CustomStringConvertible {
    let name: String
    var description: String { "a row has something in '\(name)' that playout did not write there" }
}
