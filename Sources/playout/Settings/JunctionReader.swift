import Programme

/// The list of junctions, which takes the place of the defaults as a whole.
enum JunctionReader {
    static func read(_ top: Section) -> [Junction] {
        let keys = Section.Keys(known: ["minute", "fadedOutBy", "offAirBy", "runOn"])
        guard let sections = top.list("junctions", of: "{ minute, fadedOutBy, offAirBy, runOn }", keys: keys)
        else { return Junction.defaults }
        var minutes: Set<Int> = []
        return sections.compactMap { section in
            guard let junction = junction(section) else { return nil }
            if !minutes.insert(junction.minute).inserted {
                section.complain("there is a junction for minute \(junction.minute) already; keep one", about: "minute")
            }
            return junction
        }
    }

    private static func junction(_ section: Section) -> Junction? {
        let minute = section.whole("minute", in: 0...59, required: true)
        let seconds = 0.0...3599
        let unit = "seconds before the slot's end"
        let fadedOutBy = section.number("fadedOutBy", in: seconds, unit: unit, required: true)
        let offAirBy = section.number("offAirBy", in: seconds, unit: unit, required: true)
        let runOn = section.flag("runOn") ?? false
        guard let minute, let fadedOutBy, let offAirBy else { return nil }
        if offAirBy > fadedOutBy {
            section.complain(
                "expected at most fadedOutBy: the programme is faded out before the connection is closed",
                about: "offAirBy")
        }
        return Junction(minute: minute, fadedOutBy: fadedOutBy, offAirBy: offAirBy, runOn: runOn)
    }
}
