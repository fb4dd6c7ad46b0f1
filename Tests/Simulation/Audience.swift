import Alerts

/// The people who are told, as they understand it.
struct Audience {
    /// What they believe to be so.
    private(set) var open: Set<String> = []
    /// When they were told of each.
    private var times: [String: [Double]] = [:]

    /// How many notices of one condition are a storm, beside those that it has become more pressing.
    private static let storm = 5

    /// - Returns: what is wrong with being told that, if anything.
    mutating func hear(_ notice: Notice, at time: Double) -> String? {
        let key = notice.condition.key
        switch notice.kind {
        case .raised, .again:
            if !open.insert(key).inserted { return "\(key) was raised, and is raised once more" }
        case .cleared:
            if open.remove(key) == nil { return "\(key) was cleared, and had not been raised" }
        case .worse:
            return open.contains(key) ? nil : "\(key) is worse, and had not been raised"
        case .happened: break
        }
        let recent = times[key, default: []].filter { $0 > time - AlertBook.memory } + [time]
        times[key] = recent
        return recent.count < Self.storm ? nil : "\(key) was told \(recent.count) times in \(AlertBook.memory) s"
    }
}
