/// Every fault there is, in the order of the table.
enum Matrix {
    static let all = engine + crashes + conductor + machine + studio + network + recording + files + disk + clock

    /// What `make test` runs.
    static let short = [
        "engine-killed-mid-programme", "engine-stopped-mid-programme", "conductor-killed-mid-programme",
        "studio-restarted-mid-programme", "recording-corrupt-in-the-middle",
    ]

    /// - Parameter wanted: `all`, or keys separated by blanks; `nil` for the short form.
    static func chosen(_ wanted: String?) -> [Fault] {
        guard let wanted else { return all.filter { short.contains($0.key) } }
        if wanted == "all" { return all }
        let keys = wanted.split(separator: " ").map(String.init)
        precondition(keys.allSatisfy { key in all.contains { $0.key == key } }, "there is no such fault: \(wanted)")
        return all.filter { keys.contains($0.key) }
    }
}
