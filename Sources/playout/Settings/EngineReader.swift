import OnAir
import SystemPackage

struct EngineReader {
    static let keys = Section.Keys(
        known: ["program", "script", "nice", "user", "preRoll", "leadIn", "fade", "bias", "tail"])

    let section: Section
    let folder: FilePath
    /// Seconds; the plan's, by which the engine goes too.
    let maxHold: Double

    func read() -> EngineSettings {
        var engine = EngineSettings()
        if let program = section.text("program", expected: "the name or path of the Liquidsoap program") {
            // A bare name is looked up in the search path.
            engine.program = program.contains("/") ? folder.pushing(FilePath(program)).string : program
        }
        engine.script = section.path("script", in: folder, expected: "the path of a Liquidsoap script")
        engine.nice = section.whole("nice", in: -20...19) ?? engine.nice
        engine.user = section.text("user", expected: "the name of a user on this machine") ?? engine.user
        engine.preRoll = section.number("preRoll", in: 1...600, unit: "seconds") ?? engine.preRoll
        engine.leadIn = section.number("leadIn", in: 0...5, unit: "seconds") ?? engine.leadIn
        engine.fade = section.number("fade", in: 0...60, unit: "seconds") ?? engine.fade
        engine.bias = section.number("bias", in: -1...1, unit: "seconds") ?? engine.bias
        engine.tail = section.number("tail", in: 0...5, unit: "seconds") ?? engine.tail
        engine.maxHold = maxHold
        if engine.leadIn >= engine.preRoll {
            section.complain(
                "expected more than leadIn: the engine is armed before the connection is opened", about: "preRoll")
        }
        return engine
    }
}
