import Foundation

/// The figures side by side, in Markdown.
struct FiguresTable {
    private var rows: [[String]] = []

    /// What has not been measured has no row.
    init(_ results: Results) {
        addStarts(results)
        addEnds(results)
        if let resumes = results.resumes { add(resumes) }
        if let kills = results.conductorKills { add(kills) }
        if let cost = results.cost { add(cost) }
        if let planning = results.planning { add(planning) }
        if let calendar = results.calendar { add(calendar) }
        if let preflight = results.preflight { add(preflight) }
        if let store = results.store { add(store) }
    }

    var markdown: String {
        let heading = ["figure", "forerunner's way", "Playout Machine", "to reach"]
        return ([heading, ["---", "---", "---", "---"]] + rows).map { "| " + $0.joined(separator: " | ") + " |" }
            .joined(separator: "\n")
    }

    private mutating func add(
        _ figure: String, forerunner: String? = nil, _ ours: String?, reach goal: String = "", isReached: Bool = true
    ) {
        let mark = goal.isEmpty || goal == "–" ? "" : isReached ? " ✓" : " ✗"
        rows.append([figure, forerunner ?? "–", ours.map { $0 + mark } ?? "–", goal.isEmpty ? "–" : goal])
    }

    // MARK: Starts and ends

    private mutating func addStarts(_ results: Results) {
        let theirs = results.forerunnerStarts?.startErrors
        if results.idleStarts != nil || theirs != nil {
            let starts = results.idleStarts
            let ours = starts?.startErrors
            let note = Self.count(starts, results.forerunnerStarts)
            let isWhole = starts?.isWhole ?? false
            add("start error, idle machine: median\(note)", forerunner: theirs?.median?.signed, ours?.median?.signed)
            add(
                "… in 95 of 100, within", forerunner: theirs?.magnitude(of: 95)?.within,
                ours?.magnitude(of: 95)?.within, reach: "±10 ms", isReached: isWhole && ours.is(95, within: 10))
            add(
                "… the worst", forerunner: theirs?.worst?.signed, ours?.worst?.signed, reach: "±20 ms",
                isReached: isWhole && ours.is(100, within: 20))
        }
        if let starts = results.busyStarts {
            let ours = starts.startErrors
            add(
                "start error, two spinning processes per core: median\(Self.count(starts, nil))", ours.median?.signed)
            add(
                "… the worst", ours.worst?.signed, reach: "±40 ms",
                isReached: starts.isWhole && Optional(ours).is(100, within: 40))
        }
    }

    private mutating func addEnds(_ results: Results) {
        guard results.idleStarts != nil || results.forerunnerStarts != nil else { return }
        let (ours, theirs) = (results.idleStarts, results.forerunnerStarts)
        add(
            "end error: the last sample, median and worst", ours?.endErrors.medianAndWorst, reach: "±20 ms",
            isReached: ours?.endErrors.is(100, within: 20) ?? false)
        add(
            "end error: off air after a fade, median and worst",
            forerunner: theirs?.fadeEndErrors.medianAndWorst, ours?.fadeEndErrors.medianAndWorst, reach: "±20 ms",
            isReached: ours?.fadeEndErrors.is(100, within: 20) ?? false)
        add(
            "programme lost at its head, the most", forerunner: theirs?.lostHeads.worst?.milliseconds,
            ours?.lostHeads.worst?.milliseconds, reach: "0", isReached: ours?.lostHeads.worst == 0)
    }

    private static func count(_ ours: Starts?, _ theirs: Starts?) -> String {
        let counts = [ours, theirs].compactMap(\.self).map { starts in
            "\(starts.received.count)" + (starts.isWhole ? "" : " of \(starts.planned)")
        }
        return " (\(counts.joined(separator: " and ")) starts)"
    }
}

// MARK: What is broken, and what it takes

extension FiguresTable {
    private mutating func add(_ resumes: Resumes) {
        let isWhole = resumes.kills == resumes.deadAir.values.count
        add(
            "dead air after the engine is killed, median and worst of \(resumes.deadAir.values.count) kills",
            forerunner: "the rest of the programme", resumes.deadAir.medianAndWorstSeconds, reach: "under 0.5 s",
            isReached: isWhole && (resumes.deadAir.worst ?? 1) < 0.5)
        add(
            "… and how far from its place it goes on, the worst", resumes.placeErrors.worst?.signed, reach: "±20 ms",
            isReached: isWhole && resumes.placeErrors.is(100, within: 20))
    }

    private mutating func add(_ kills: ConductorKills) {
        let isFine = kills.samplesLost == 0 && kills.connections == 1 && kills.outcome == "completed"
        add(
            "lost when the conductor is killed in a programme (\(kills.kills) times)",
            "\(kills.samplesLost.map { "\($0)" } ?? "all") samples, as-run log: \(kills.outcome ?? "nothing")",
            reach: "0 samples", isReached: isFine && kills.interruptions == 0)
    }

    private mutating func add(_ cost: Cost) {
        add(
            "content drift over \(Int(cost.length)) s", cost.drift?.signed, reach: "0 ± 5 ms",
            isReached: abs(cost.drift ?? 100) <= 5)
        add(
            "conductor's memory, \(cost.recordings) recordings: resident (proportional)", cost.idleConductor.memory,
            reach: "under 50 MB", isReached: cost.idleConductor.residentSize < 50_000_000)
        add("… with a programme on air", cost.busyConductor.memory)
        add(
            "conductor's share of a core, nothing on air", cost.idleLoad.percent, reach: "under 0.5 %",
            isReached: cost.idleLoad < 0.005)
        add("… with a programme on air", cost.onAirLoad.percent)
        add(
            "processor time for \(Int(cost.length)) s of programme, start included",
            forerunner: cost.forerunner.processor.seconds, cost.engine.processor.seconds)
        add(
            "engine's memory, the most: resident (proportional)", forerunner: cost.forerunner.memory, cost.engine.memory
        )
    }

    private mutating func add(_ planning: Planning) {
        add(
            "plan of one week from \(planning.recordings) recordings, median and worst",
            planning.times.medianAndWorstMilliseconds, reach: "under 50 ms",
            isReached: (planning.times.median ?? 100) < 50)
    }
}

extension FiguresTable {
    /// Not the forerunner's way, which leaves this to Google, but that of Python's libraries.
    private mutating func add(_ calendar: CalendarReading) {
        func times(_ facts: [CalendarReading.Facts]) -> String? {
            Spread(facts.map { $0.took * 1000 }).medianAndWorstMilliseconds
        }
        func memory(_ facts: [CalendarReading.Facts]) -> String? {
            facts.map(\.memory).max().map { String(format: "%.0f MB", Double($0) / 1e6) }
        }
        let count = calendar.ours.first?.events ?? 0
        let isSame = calendar.agree ? "" : ", NOT THE SAME"
        add(
            "a year's calendar, \(count) programmes of 10,000 events, median and worst; Python's libraries for the "
                + "forerunner\(isSame)", forerunner: times(calendar.pythons), times(calendar.ours))
        add("… memory, the most", forerunner: memory(calendar.pythons), memory(calendar.ours))
    }
}

extension FiguresTable {
    /// Not the forerunner's way, which reads a header, but an ffmpeg that only decodes.
    private mutating func add(_ preflight: PreflightSpeed) {
        let length = Double(PreflightSpeed.length)
        func times(_ facts: [PreflightSpeed.Facts]) -> String? {
            Spread(facts.map { length / $0.took }).median.map { String(format: "%.0f × real time", $0) }
        }
        func megabytes(_ facts: [Int]) -> String { String(format: "%.0f MB", Double(facts.max() ?? 0) / 1e6) }
        add(
            "preflight of an hour (MP3, 192 kbit/s); `ffmpeg -f null` for the forerunner",
            forerunner: times(preflight.decodings), times(preflight.inspections))
        add(
            "… memory, the most: the process that asks, and ffmpeg",
            forerunner: "– and \(megabytes(preflight.decodings.map(\.toolMemory)))",
            "\(megabytes(preflight.inspections.map(\.memory))) and "
                + megabytes(preflight.inspections.map(\.toolMemory)))
        add(
            "… of the same under another name",
            Spread(preflight.again.map(\.took)).median.map { String(format: "%.2f s", $0) })
    }
}

extension Starts {
    /// None is missing.
    fileprivate var isWhole: Bool { received.count == planned && startErrors.values.count == planned }
}

extension FiguresTable {
    private mutating func add(_ store: BucketReading) {
        let megabytes = { (bytes: Int) in String(format: "%.0f MB", Double(bytes) / 1e6) }
        let looked = store.lengths.map { String(format: " + %.0f s", $0.took) } ?? ""
        add(
            "knowing again what is in a bucket of \(BucketReading.objects) recordings, median and worst",
            forerunner: String(format: "%.1f s", store.synchronisation.took) + looked,
            Spread(store.ours.map(\.took)).medianAndWorstSeconds)
        add(
            "… memory, the most: the process that asks, and aws",
            forerunner: "– and \(megabytes(store.synchronisation.toolMemory))",
            "\(megabytes(store.ours.map(\.memory).max() ?? 0)) and "
                + megabytes(store.ours.map(\.toolMemory).max() ?? 0))
    }
}
