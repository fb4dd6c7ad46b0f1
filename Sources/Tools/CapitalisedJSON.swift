import Foundation
import Programme

/// JSON whose keys begin with capitals, as that of `aws` and `rclone`: `LastModified` is `lastModified`.
package enum CapitalisedJSON {
    private struct Name: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package static func encode(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .custom { path in
            let key = path.last?.stringValue ?? ""
            return Name(stringValue: key.prefix(1).uppercased() + key.dropFirst())
        }
        return try encoder.encode(value)
    }

    package static func decode<Value: Decodable>(_ type: Value.Type = Value.self, from data: Data) throws -> Value {
        let decoder = FactsJSON.decoder
        decoder.keyDecodingStrategy = .custom { path in
            let key = path.last?.stringValue ?? ""
            return Name(stringValue: key.prefix(1).lowercased() + key.dropFirst())
        }
        return try decoder.decode(type, from: data)
    }
}
