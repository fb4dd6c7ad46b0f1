import Glibc

/// A user of this machine.
package struct Account: Sendable {
    package let user: uid_t
    package let group: gid_t
    package let supplementaryGroups: [gid_t]

    package init?(named name: String) {
        guard let entry = getpwnam(name) else { return nil }
        user = entry.pointee.pw_uid
        group = entry.pointee.pw_gid
        var groups = [gid_t](repeating: 0, count: 256)
        var count = CInt(groups.count)
        guard getgrouplist(name, group, &groups, &count) >= 0 else { return nil }
        supplementaryGroups = Array(groups.prefix(Int(count)))
    }
}
