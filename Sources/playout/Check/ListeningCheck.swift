import Monitor

/// Whether what is on air can be listened to from here, so that silence is noticed.
struct ListeningCheck: Sendable {
    let settings: Settings

    func finding() async -> CheckFinding {
        guard !settings.monitor.isOff else {
            return .fine("monitor", "off: nobody listens to what is on air, so silence is not noticed")
        }
        let check = MountCheck(settings.studio, settings.monitor)
        return switch await check.ask() {
        case .streams: .fine("monitor", "\(check.address) can be listened to")
        case .waits: .fine("monitor", "\(check.address) is listened to while something is on air; nothing is now")
        case .noListeners:
            .amiss(
                "monitor", "\(check.address) serves no listeners, as is so with a Liquidsoap harbor",
                remedy: "name what listeners listen to as monitor.url, or set monitor.off")
        case .cannot(let reason):
            .amiss(
                "monitor", "\(check.address) \(reason)",
                remedy: "see whether it can be listened to from this machine; name what can as monitor.url, or set "
                    + "monitor.off")
        }
    }
}
