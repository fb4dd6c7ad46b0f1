extension String {
    /// The one of `words` that was probably meant: at most a third of the letters differ, without regard to case.
    func nearest(among words: some Sequence<String>) -> String? {
        let longest = 64
        guard !isEmpty, count <= longest else { return nil }
        let most = Swift.max(1, Swift.min(3, count / 3))
        let meant = words.map { (word: $0, distance: editDistance(to: $0)) }
            .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
        guard let meant, meant.distance <= most else { return nil }
        return meant.word
    }

    /// Letters to insert, delete, replace, or swap with their neighbour, without regard to case.
    func editDistance(to other: String) -> Int {
        let (from, to) = (Array(lowercased()), Array(other.lowercased()))
        guard !from.isEmpty, !to.isEmpty else { return Swift.max(from.count, to.count) }
        var beforeLast = [Int](repeating: 0, count: to.count + 1)
        var last = Array(0...to.count)
        for row in 1...from.count {
            var current = [row]
            for column in 1...to.count {
                let same = from[row - 1] == to[column - 1]
                var least = Swift.min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1))
                if row > 1, column > 1, from[row - 1] == to[column - 2], from[row - 2] == to[column - 1] {
                    least = Swift.min(least, beforeLast[column - 2] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[to.count]
    }
}
