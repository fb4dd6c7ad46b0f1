import Foundation
import Programme
import SystemPackage
import Tools

/// Amazon's S3, or whatever speaks its language, by the `aws` command and whatever credentials the machine has.
package struct S3Store: Store {
    package let settings: S3Settings
    let aws: StoreCommand
    let options: [String]
    private var common: [String] { ["--bucket=\(settings.bucket)"] + options }
    private let patience: Duration
    private let listingLimit: Duration
    private let listingPatience: Int

    /// Bytes of a listing: some million objects.
    private static let mostListing = 400 << 20

    /// - Parameters:
    ///   - program: `aws`, version 1 or 2: a name on the search path, or a path.
    ///   - patience: how long a transfer may bring next to nothing.
    ///   - listingLimit: how long a listing may take.
    ///   - listingPatience: seconds for which the store may say nothing meanwhile, each of three times.
    ///   - environment: in addition to ours; `nil` takes a variable away.
    package init(
        _ settings: S3Settings, program: String = "aws", patience: Duration = .seconds(60),
        listingLimit: Duration = .seconds(180), listingPatience: Int = 60, environment: [String: String?] = [:]
    ) {
        (self.settings, self.patience) = (settings, patience)
        (self.listingLimit, self.listingPatience) = (listingLimit, listingPatience)
        let command = AWSCommand(settings.place, program: program, environment: environment)
        aws = StoreCommand(tool: command.tool)
        options = command.options
    }

    package var name: String { settings.name }
    package var quiet: Double? { nil }

    private struct Page: Decodable {
        struct Object: Decodable {
            let key: String
            let size: Int64
            let eTag: String
            let lastModified: Date
            let storageClass: String?
        }
        let contents: [Object]?
    }

    /// The command asks for page after page, a thousand keys each.
    package func list() async throws -> [StoreObject] {
        // Of two such options the last counts.
        let arguments =
            ["list-objects-v2"] + common + ["--prefix=\(settings.prefix)", "--cli-read-timeout=\(listingPatience)"]
        let output = try await aws.collect(["s3api"] + arguments, atMost: Self.mostListing, within: listingLimit)
        guard output.isSuccess else { throw complaint(output) }
        // An empty bucket is an empty answer.
        if output.bytes.allSatisfy({ $0 <= 0x20 }) { return [] }
        do {
            let page: Page = try CapitalisedJSON.decode(from: Data(output.bytes))
            return (page.contents ?? []).map(object)
        } catch {
            throw StoreError(.other, "\(aws.tool.program) lists \(name) in a way that is not understood: \(error)")
        }
    }

    private func object(_ found: Page.Object) -> StoreObject {
        let hasPrefix = found.key.utf8.starts(with: settings.prefix.utf8)
        let file =
            hasPrefix ? String(decoding: found.key.utf8.dropFirst(settings.prefix.utf8.count), as: UTF8.self) : ""
        let isArchived = ["GLACIER", "DEEP_ARCHIVE"].contains(found.storageClass)
        return StoreObject(
            file: file, size: found.size, modified: found.lastModified, version: found.eTag,
            obstacle: isArchived ? "in the archive (\(found.storageClass ?? "")): restore it, or copy it anew" : nil)
    }

    package func fetch(_ object: StoreObject, into file: StagedFile) async throws {
        let which = which(object.file)
        if ETag(object.version).isOfParts, let size = try await partSize(which, of: object) {
            file.expectParts(of: size)
        }
        // Exactly what was listed, or nothing. The answer's facts come after the object's bytes.
        let arguments =
            ["s3api", "get-object"] + which
            + ["--if-match=\(object.version)", "--checksum-mode=ENABLED", "/dev/stdout"]
        let output = try await aws.pour(arguments, into: file, patience: patience)
        guard output.isSuccess else { throw complaint(output, about: shown(object)) }
        guard file.isComplete else {
            throw StoreError(.cut, "\(file.received) of \(file.size) bytes of \(shown(object)) came: it is tried again")
        }
        try ETag(object.version).verify(file, S3Answer(output.bytes), name: shown(object))
    }

    /// What the parts were uploaded as; `nil` if the store does not say, or says what cannot be: of each, a checksum is
    /// kept.
    private func partSize(_ which: [String], of object: StoreObject) async throws -> Int64? {
        let output = try await facts(which + ["--part-number=1"])
        return output.isSuccess ? Self.partSize(S3Answer(output.bytes).contentLength, of: object.size) : nil
    }

    static func partSize(_ said: Int64?, of size: Int64) -> Int64? {
        said.flatMap { $0 > 0 && $0 >= size / mostParts ? $0 : nil }
    }

    private static let mostParts: Int64 = 10_000

    private func facts(_ which: [String]) async throws -> StoreCommand.Output {
        try await aws.collect(["s3api", "head-object"] + which, atMost: 1 << 20, within: .seconds(60))
    }

    /// How long what is there under a name is.
    func size(of name: String) async throws -> Int64? {
        let output = try await facts(which(name))
        guard output.isSuccess else { throw complaint(output, about: name, isUpload: true) }
        return S3Answer(output.bytes).contentLength
    }

    func which(_ file: String) -> [String] { common + ["--key=\(settings.prefix)\(file)"] }

    private func shown(_ object: StoreObject) -> String { ShownName.of(object.file) }

    /// - Parameter file: as it may be shown.
    func complaint(
        _ output: StoreCommand.Output, about file: String? = nil, isUpload: Bool = false
    ) -> StoreError {
        let complaint = AWSComplaint(output.complaints)
        return S3Complaint(complaint: complaint, settings: settings, file: file, isUpload: isUpload).error
    }
}

/// What `aws` says of an object.
struct S3Answer {
    private struct Facts: Decodable {
        let contentLength: Int64?
        let serverSideEncryption: String?
        let sSECustomerAlgorithm: String?
    }

    private let facts: Facts?

    init(_ bytes: [UInt8]) { facts = try? CapitalisedJSON.decode(from: Data(bytes)) }

    var contentLength: Int64? { facts?.contentLength }
    /// An ETag is a checksum of the content then.
    var isPlain: Bool {
        (facts?.serverSideEncryption ?? "AES256") == "AES256" && facts?.sSECustomerAlgorithm == nil
    }
}

/// By which S3 tells one content from another; mostly its MD5, or that of the MD5s of its parts.
struct ETag {
    private let text: String

    init(_ text: String) { self.text = text.filter { $0 != "\"" }.lowercased() }

    private var isChecksum: Bool { text.wholeMatch(of: /[0-9a-f]{32}/) != nil }
    var isOfParts: Bool { text.wholeMatch(of: /[0-9a-f]{32}-[0-9]+/) != nil }

    /// - Throws: `StoreError` of kind `corrupted`.
    func verify(_ file: StagedFile, _ answer: S3Answer, name: String) throws {
        guard answer.contentLength == file.size else {
            throw StoreError(.cut, "what came of \(name) is not as long as the store says: it is tried again")
        }
        guard answer.isPlain else { return }
        let isSame = isChecksum ? file.md5 == text : !isOfParts || isLike(file.partsDigest)
        if !isSame {
            throw StoreError(.corrupted, "\(name) arrived damaged: its checksum is not the store's; it is tried again")
        }
    }

    /// Where the number of parts differs, nobody said how large they were.
    private func isLike(_ digest: String) -> Bool {
        digest == text || digest.split(separator: "-").last != text.split(separator: "-").last
    }
}
