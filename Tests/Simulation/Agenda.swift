/// What will happen, soonest first; of what happens at the same instant, in the order in which it was put down.
struct Agenda<Item> {
    private var heap: [(at: Double, order: Int, item: Item)] = []
    private var count = 0

    var next: Double? { heap.first?.at }

    mutating func put(_ item: Item, at time: Double) {
        count += 1
        heap.append((time, count, item))
        var child = heap.count - 1
        while child > 0, precedes(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// What is due by `time`.
    mutating func take(until time: Double) -> Item? {
        guard let first = heap.first, first.at <= time else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && precedes(child, least) {
                least = child
            }
            if least == parent { break }
            heap.swapAt(parent, least)
            parent = least
        }
        return first.item
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool { (heap[a].at, heap[a].order) < (heap[b].at, heap[b].order) }
}
