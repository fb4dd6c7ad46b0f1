/// All that one run has measured.
struct Results: Sendable, Encodable {
    let setting: Setting
    var idleStarts: Starts?
    var busyStarts: Starts?
    var forerunnerStarts: Starts?
    var resumes: Resumes?
    var conductorKills: ConductorKills?
    var cost: Cost?
    var planning: Planning?

    init(setting: Setting) { self.setting = setting }
}
