import Foundation
import SystemPackage

/// A place outside the file where secrets are kept.
struct SecretSource: Sendable {
    /// Looks a secret up by its key, `studio.password`; `nil` if it is not kept here.
    let secret: @Sendable (_ key: String) throws(ConfigurationError) -> Secret?

    /// In the order in which they are asked. The file is asked after all of these.
    static func standard(environment: [String: String]) -> [SecretSource] {
        [.environment(environment), .systemdCredentials(environment)]
    }

    /// `studio.password` is `PLAYOUT_STUDIO_PASSWORD`. One that is set but empty counts as not set.
    static func environment(_ environment: [String: String]) -> SecretSource {
        SecretSource { key throws(ConfigurationError) in
            let variable = "PLAYOUT_" + key.uppercased().replacing(".", with: "_")
            guard let value = environment[variable], !value.isEmpty else { return nil }
            return try Secret(checked: value, of: key, origin: .environment(variable: variable))
        }
    }

    /// systemd's `LoadCredential=studio.password:…`: a file for each secret in `$CREDENTIALS_DIRECTORY`.
    static func systemdCredentials(_ environment: [String: String]) -> SecretSource {
        SecretSource { key throws(ConfigurationError) in
            guard let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty else { return nil }
            let path = FilePath(folder).appending(key)
            guard let value = try credential(at: path) else { return nil }
            return try Secret(checked: value, of: key, origin: .systemdCredential(path))
        }
    }

    /// AWS's Parameter Store: `studio.password` is the parameter `/playout/station/studio.password`.
    /// - Parameter values: what is there, by the keys.
    static func parameterStore(_ path: String, _ values: [String: String]) -> SecretSource {
        SecretSource { key throws(ConfigurationError) in
            guard var value = values[key] else { return nil }
            // As at the end of a credential: a value is often put from a file.
            if value.last?.isNewline == true { value.removeLast() }
            return try Secret(checked: value, of: key, origin: .parameter("\(path)/\(key)"))
        }
    }

    private static func credential(at path: FilePath) throws(ConfigurationError) -> String? {
        let bytes: [UInt8]
        do {
            bytes = try BoundedFile.bytes(of: path, atMost: 65_536)
        } catch .cannotRead(.noSuchFileOrDirectory) {
            return nil
        } catch {
            throw ConfigurationError("the systemd credential \(path) cannot be read: \(error); put it right")
        }
        guard var value = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError("the systemd credential \(path) is not text in UTF-8; write it anew")
        }
        // One line break, as an editor or `echo` leaves it; in Swift a CRLF is a single character.
        if value.last?.isNewline == true { value.removeLast() }
        return value
    }
}

extension Secret {
    /// - Throws: where it is empty or holds what cannot be typed, without showing it.
    init(checked value: String, of key: String, origin: Origin) throws(ConfigurationError) {
        let isDocument = key == ScheduleReader.credentialsKey
        if let complaint = isDocument && !value.isEmpty ? nil : Self.complaint(about: value) {
            throw ConfigurationError("\(origin): \(complaint)")
        }
        self.init(value: value, origin: origin)
    }

    static func complaint(about value: String) -> String? {
        if value.isEmpty { return "the secret is empty" }
        if value.hasControlCharacter { return "the secret contains a line break or another control character" }
        return nil
    }
}
