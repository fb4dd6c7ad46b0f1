import Foundation
import Programme
import Tools

/// AWS Systems Manager's Parameter Store, by the `aws` command: a station's secrets, read all at once, and the one that
/// changes by itself put back.
package struct ParameterStore: Sendable {
    package let settings: ParameterStoreSettings
    private let aws: AWSCommand
    private let limit: Duration

    /// Bytes of an answer: some thousand parameters.
    private static let mostAnswer = 16 << 20
    /// Bytes that a parameter without a charge holds.
    static let largestValue = 4096

    /// - Parameters:
    ///   - program: `aws`, version 1 or 2: a name on the search path, or a path.
    ///   - limit: how long one call may take.
    ///   - environment: in addition to ours; `nil` takes a variable away.
    package init(
        _ settings: ParameterStoreSettings, program: String = "aws", limit: Duration = .seconds(30),
        environment: [String: String?] = [:]
    ) {
        self.settings = settings
        self.limit = limit
        aws = AWSCommand(settings.place, program: program, patience: 10, environment: environment)
    }

    private struct Page: Decodable {
        struct Parameter: Decodable {
            let name: String
            let type: String
            let value: String
        }
        let parameters: [Parameter]
    }

    /// What is kept below the path, by what comes after it: `studio.password`. The command asks for page after page.
    /// - Throws: `ParameterStoreError`; `CancellationError`.
    package func values() async throws -> [String: String] {
        let arguments =
            ["ssm", "get-parameters-by-path", "--path=\(settings.path)", "--with-decryption"] + aws.options
        let output = try await call(arguments, .read)
        // No parameters at all may be no answer at all.
        if output.bytes.allSatisfy({ $0 <= 0x20 }) { return [:] }
        guard let page: Page = try? CapitalisedJSON.decode(from: Data(output.bytes)) else {
            throw ParameterStoreError(
                "Parameter Store (\(settings.path)): what `\(aws.tool.program) ssm` says is not understood: is it the "
                    + "right program?")
        }
        let prefix = settings.path + "/"
        return page.parameters.reduce(into: [:]) { values, parameter in
            // A list is no secret.
            guard parameter.name.hasPrefix(prefix), parameter.type != "StringList" else { return }
            values[String(parameter.name.dropFirst(prefix.count))] = parameter.value
        }
    }

    /// - Returns: `nil` if nothing is kept by this name.
    /// - Throws: as `values`.
    package func value(_ name: String) async throws -> String? { try await values()[name] }

    private struct Writing: Encodable {
        let name: String
        let value: String
        let type = "SecureString"
        let overwrite = true
        let keyId: String?
    }

    /// Keeps a value, encrypted, in place of the one that is there. It is in no argument list: the command reads it from
    /// a file that only we may read, which is gone afterwards.
    /// - Throws: `ParameterStoreError`, what was there before being there still; `CancellationError`.
    package func put(_ value: String, as name: String) async throws {
        guard value.utf8.count <= Self.largestValue else {
            throw ParameterStoreError(
                "Parameter Store (\(settings.path)/\(name)): \(value.utf8.count) bytes are more than the "
                    + "\(Self.largestValue) that a parameter holds")
        }
        let writing = Writing(name: "\(settings.path)/\(name)", value: value, keyId: settings.key)
        let file: PrivateFile
        do {
            file = try PrivateFile(CapitalisedJSON.encode(writing))
        } catch {
            throw ParameterStoreError(
                "Parameter Store (\(settings.path)/\(name)): nothing can be written to this machine's folder for "
                    + "temporary files (\(error.localizedDescription)): make room there, or set TMPDIR")
        }
        defer { file.remove() }
        // Version 1 does not understand this as one word.
        _ = try await call(["ssm", "put-parameter", "--cli-input-json", "file://\(file.path)"] + aws.options, .write)
    }

    private func call(
        _ arguments: [String], _ action: ParameterStoreComplaint.Action
    ) async throws -> ToolCommand.Output {
        let output: ToolCommand.Output
        do {
            output = try await aws.tool.collect(arguments, atMost: Self.mostAnswer, within: limit)
        } catch let failure as ToolFailure {
            var isPassing = false
            if case .timedOut = failure { isPassing = true }
            throw ParameterStoreError(isPassing: isPassing, "Parameter Store (\(settings.path)): \(failure)")
        }
        guard output.isSuccess else {
            let complaint = AWSComplaint(output.complaints)
            throw ParameterStoreComplaint(complaint: complaint, settings: settings, action: action).error
        }
        return output
    }
}
