/// The studio's mount, which takes one source.
struct SimulatedStudio {
    enum Trouble: Hashable, CaseIterable {
        /// There is no server.
        case away
        /// It refuses the password.
        case refuses
        /// Another machine takes the mount whenever it is free.
        case taken
        /// The network swallows what is sent.
        case swallows
        /// It serves silence, whatever it is sent.
        case mute
    }

    enum Answer: Hashable {
        case accepted
        case refused(String)
        /// Nothing is heard of it; given up after seconds.
        case silence(Double)
    }

    private(set) var troubles: Set<Trouble> = []
    /// Which engine has the mount, as far as the studio knows.
    private(set) var holder: Int?
    /// The source is not there any more, and the studio lets go of it then.
    private(set) var lostAt: Double?
    private(set) var swallowsSince: Double?

    /// Seconds of nothing after which a source is let go of.
    static let sourceTimeout = 10.0

    var isMute: Bool { troubles.contains(.mute) }
    var isSwallowed: Bool { troubles.contains(.swallows) }

    mutating func begin(_ trouble: Trouble, at time: Double) {
        troubles.insert(trouble)
        if trouble == .away { (holder, lostAt) = (nil, nil) }
        if trouble == .swallows {
            swallowsSince = time
            lostAt = time + Self.sourceTimeout
        }
    }

    mutating func end(_ trouble: Trouble, at time: Double) {
        letGo(by: time)
        troubles.remove(trouble)
        if trouble == .swallows { (swallowsSince, lostAt) = (nil, holder == nil ? nil : lostAt) }
    }

    mutating func ask(_ engine: Int, at time: Double) -> Answer {
        letGo(by: time)
        if troubles.contains(.swallows) { return .silence(5) }
        if troubles.contains(.away) { return .refused("connection refused") }
        if troubles.contains(.refuses) { return .refused("401, wrong password") }
        if holder == nil, troubles.contains(.taken) { return .refused("403, mount in use by another machine") }
        if let holder, holder != engine { return .refused("403, mount in use") }
        (holder, lostAt) = (engine, nil)
        return .accepted
    }

    /// An engine's connection is gone. Through a network that swallows everything nobody hears of it.
    mutating func lose(_ engine: Int, at time: Double) {
        guard holder == engine, swallowsSince == nil else { return }
        (holder, lostAt) = (nil, nil)
    }

    /// The network is back: a source that is still there goes on.
    mutating func recovers(_ engine: Int) {
        if holder == engine { lostAt = nil }
    }

    mutating func letGo(by time: Double) {
        guard let lostAt, lostAt <= time else { return }
        (holder, self.lostAt) = (nil, nil)
    }
}
