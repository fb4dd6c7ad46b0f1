import Foundation

/// A message on its way through one channel.
package struct Delivery: Sendable, Hashable, Codable {
    package let message: Message
    /// The channel's id, which does not tell its address.
    let channel: String

    /// Good as a file name; in order of time.
    var name: String { "\(message.id)-\(channel)" }

    /// How an attempt went.
    package enum Outcome: Sendable, Equatable {
        case delivered
        /// It may go well later.
        /// - Parameter retryAfter: seconds, if the other side asks for them.
        case failed(String, retryAfter: Double? = nil)
        /// The other side does not like this message; others it may take.
        case refused(String)

        /// What went wrong, in words; nothing secret.
        package var reason: String? {
            switch self {
            case .delivered: nil
            case .failed(let reason, _), .refused(let reason): reason
            }
        }
    }
}
