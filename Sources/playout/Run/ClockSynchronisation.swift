import CLinux

/// Whether the machine's clock is kept right by a time server, as the kernel knows it.
enum ClockSynchronisation {
    /// `nil` if the kernel does not say.
    static var isSynchronised: Bool? {
        switch playout_clock_synchronised() {
        case 1: true
        case 0: false
        default: nil
        }
    }
}
