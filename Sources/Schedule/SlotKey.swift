import Foundation
import Programme

/// What a schedule may have once only: a programme at a start.
struct SlotKey: Hashable {
    let start: Date
    let pid: PID
}
