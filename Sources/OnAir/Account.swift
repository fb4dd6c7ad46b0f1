import Glibc
import SystemPackage

/// A user of this machine.
package struct Account: Sendable {
    package let user: uid_t
    package let group: gid_t
    private let name: String

    package init?(named name: String) {
        guard let entry = getpwnam(name) else { return nil }
        self.name = name
        user = entry.pointee.pw_uid
        group = entry.pointee.pw_gid
    }

    /// For `setpriv`, in front of the program that is to be run by this user, with all of the user's groups.
    var becoming: [String] { ["--reuid=\(user)", "--regid=\(group)", "--init-groups", "--"] }

    /// Whether it may read this file, going by the permission bits of the file and of every folder on the way.
    /// - Parameter path: absolute.
    package func mayRead(_ path: FilePath) -> Bool {
        let groups = groups
        guard let file = try? path.stat(), has(0o4, of: file, groups) else { return false }
        var folder = path
        while !folder.components.isEmpty {
            folder.removeLastComponent()
            guard let status = try? folder.stat(), has(0o1, of: status, groups) else { return false }
        }
        return true
    }

    /// - Parameter right: 4 to read, 1 to enter.
    private func has(_ right: mode_t, of file: Stat, _ groups: Set<gid_t>) -> Bool {
        if user == 0 { return true }
        let shift: mode_t =
            if file.userID.rawValue == user { 6 } else if groups.contains(file.groupID.rawValue) { 3 } else { 0 }
        return file.permissions.rawValue >> shift & right != 0
    }

    private var groups: Set<gid_t> {
        var groups = [gid_t](repeating: 0, count: 256)
        var count = CInt(groups.count)
        guard getgrouplist(name, group, &groups, &count) >= 0 else { return [group] }
        return Set(groups.prefix(Int(count)))
    }
}
