import SystemPackage

/// Where recordings are that have to be fetched.
package protocol Store: Sendable {
    /// As people know it, such as `s3://bucket/prefix`.
    var name: String { get }
    /// Seconds for which an object must have stayed as it is before it counts as whole; `nil` where objects are there
    /// whole or not at all.
    var quiet: Double? { get }

    /// Everything that is there, however much.
    /// - Throws: `StoreError` unless the listing is whole; `CancellationError`.
    func list() async throws -> [StoreObject]

    /// Pours the object's bytes into `file`, and sees to it that they are those that the store has.
    /// - Throws: `StoreError`, `CancellationError`.
    func fetch(_ object: StoreObject, into file: StagedFile) async throws

    /// Puts a file there under a name, in place of one that is there: whole, or not at all.
    /// - Parameter progress: is given the fraction that has gone, from time to time.
    /// - Throws: `StoreError`; `LibraryError.changed`; `CancellationError`.
    func put(_ file: IncomingFile, as name: String, progress: @escaping @Sendable (Double) -> Void) async throws
}
