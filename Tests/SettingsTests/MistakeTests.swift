import Testing

@testable import playout

/// A line of configuration, and all that is said about it.
struct Mistake: CustomTestStringConvertible, Sendable {
    let text: String
    let said: [String]

    init(_ text: String, _ said: String...) { (self.text, self.said) = (text, said) }

    var testDescription: String { text.prefix(60).description }
}

@Suite("A mistake in the configuration is an error that says where it is and what was expected")
struct MistakeTests {
    @Test(
        "in the studio's section",
        arguments: [
            Mistake(
                "{ host: h, prot: 8000, password: x }",
                "3:20: studio.prot: unknown key; did you mean 'port'?"),
            Mistake(
                "{ host: h, colour: red, password: x }",
                "3:20: studio.colour: unknown key; the keys here are host, port, mount, user, password, tls, format, "
                    + "bitrate, retitle"),
            Mistake("{ password: x }", "3:1: studio.host: missing; expected the studio's host name or address"),
            Mistake(
                "{ host: h, port: http, password: x }",
                "3:26: studio.port: expected a whole number from 1 to 65535, found 'http'"),
            Mistake(
                "{ host: h, port: 0, password: x }",
                "3:26: studio.port: expected a whole number from 1 to 65535, found '0'"),
            Mistake(
                "{ host: h, port: 65536, password: x }",
                "3:26: studio.port: expected a whole number from 1 to 65535, found '65536'"),
            Mistake(
                "{ host: h, port: 99999999999999999999, password: x }",
                "3:26: studio.port: expected a whole number from 1 to 65535, found '99999999999999999999'"),
            Mistake(
                "{ host: h, port: 0100, password: x }",
                "3:26: studio.port: expected a whole number from 1 to 65535, found '0100'"),
            Mistake(
                "{ host: h, port: 12:30, password: x }",
                "3:26: studio.port: expected a whole number from 1 to 65535, found '12:30'"),
            Mistake(
                "{ host: h, port: 8_000, password: x }",
                "3:26: studio.port: expected a whole number from 1 to 65535, found '8_000'"),
            Mistake(
                "{ host: h, port: 8e3, password: x }",
                "3:26: studio.port: expected a whole number from 1 to 65535, found '8e3'"),
            Mistake(
                "{ host: h, port: \"8000\", password: x }",
                "3:26: studio.port: expected a whole number from 1 to 65535, found text in quotes; "
                    + "take the quotes away"),
            Mistake(
                "{ host: h, port: [8000], password: x }",
                "3:26: studio.port: expected a whole number from 1 to 65535, found a list"),
            Mistake(
                "{ host: h, port: , password: x }",
                "3:20: studio.port: expected a whole number from 1 to 65535, found nothing"),
            Mistake(
                "{ host: h, tls: yes, password: x }",
                "3:25: studio.tls: expected true or false, found 'yes'"),
            Mistake(
                "{ host: h, tls: 'true', password: x }",
                "3:25: studio.tls: expected true or false, found text in quotes; take the quotes away"),
            Mistake(
                "{ host: h, format: ops, password: x }",
                "3:28: studio.format: expected one of opus, mp3, vorbis, flac, aac, found 'ops'; did you mean 'opus'?"),
            Mistake(
                "{ host: h, format: wma, bitrate: 900, password: x }",
                "3:28: studio.format: expected one of opus, mp3, vorbis, flac, aac, found 'wma'"),
            Mistake(
                "{ host: h, bitrate: 511, password: x }",
                "3:29: studio.bitrate: expected a whole number from 6 to 510, found '511'"),
            Mistake(
                "{ host: h, format: mp3, bitrate: 321, password: x }",
                "3:42: studio.bitrate: expected a whole number from 32 to 320, found '321'"),
            Mistake(
                "{ host: h, format: vorbis, bitrate: 31, password: x }",
                "3:45: studio.bitrate: expected a whole number from 32 to 500, found '31'"),
            Mistake(
                "{ host: h, format: aac, bitrate: 16, password: x }",
                "3:42: studio.bitrate: expected a whole number from 32 to 320, found '16'"),
            Mistake(
                "{ host: \"\", password: x }",
                "3:17: studio.host: expected the studio's host name or address, found an empty text"),
            Mistake(
                "{ host: http://radio.example:8000/x, password: x }",
                "3:17: studio.host: expected the studio's host name or address without http://; write "
                    + "'radio.example' here, the port in studio.port, and tls: true for https"),
            Mistake(
                "{ host: radio.example:8000, password: x }",
                "3:17: studio.host: expected the studio's host name or address, found 'radio.example:8000'; "
                    + "write the port in studio.port"),
            Mistake(
                "{ host: my radio, password: x }",
                "3:17: studio.host: expected the studio's host name or address, found 'my radio'"),
            Mistake(
                "{ host: h, mount: playout, password: x }",
                "3:27: studio.mount: expected a mount that begins with / and has no space, ? or #, found 'playout'"),
            Mistake(
                "{ host: h, mount: /a b, password: x }",
                "3:27: studio.mount: expected a mount that begins with / and has no space, ? or #, found '/a b'"),
            Mistake(
                "{ host: h, mount: /a?b, password: x }",
                "3:27: studio.mount: expected a mount that begins with / and has no space, ? or #, found '/a?b'"),
            Mistake(
                "{ host: h, mount: \"/a\\tb\", password: x }",
                "3:27: studio.mount: expected a mount that begins with /, found a line break or another control "
                    + "character"),
            Mistake(
                "{ host: h, user: a:b, password: x }",
                "3:26: studio.user: expected a user name without a colon, found 'a:b'"),
            Mistake(
                "{ host: h, password: [x] }",
                "3:30: studio.password: expected the studio's password, found a list"),
            Mistake(
                "{ host: h, password: \"topsecret\\n\" }",
                "3:30: studio.password: the secret contains a line break or another control character"),
            Mistake("hackme", "3:9: studio: expected keys and values, found a single value"),
            Mistake("[ a ]", "3:9: studio: expected keys and values, found a list"),
            Mistake("{ host: h, [a]: b, password: x }", "3:20: studio: expected a key, found a list"),
        ])
    func studio(mistake: Mistake) {
        #expect(problems(Sample(studio: mistake.text).text) == mistake.said.map { "playout.yaml:\($0)" })
    }

    @Test(
        "in the station's section",
        arguments: [
            Mistake("{ timezone: UTC }", "1:1: station.name: missing; expected the station's name"),
            Mistake(
                "{ name: A }",
                "1:1: station.timezone: missing; expected the IANA name of a time zone, such as Europe/London"),
            Mistake(
                "{ name: A, timeZone: Europe/London }",
                "1:1: station.timezone: missing; expected the IANA name of a time zone, such as Europe/London",
                "1:21: station.timeZone: unknown key; did you mean 'timezone'?"),
            Mistake(
                "{ name: \"A\\nB\", timezone: UTC }",
                "1:18: station.name: expected the station's name, found a line break or another control character"),
            Mistake("{ name: ~, timezone: UTC }", "1:12: station.name: expected the station's name, found nothing"),
        ])
    func station(mistake: Mistake) {
        #expect(problems(Sample(station: mistake.text).text) == mistake.said.map { "playout.yaml:\($0)" })
    }

    @Test(
        "in the name of the time zone",
        arguments: [
            ("Europe/Lndon", "; did you mean 'Europe/London'?"),
            ("europe/london", "; did you mean 'Europe/London'?"),
            ("London", "; did you mean 'Europe/London'?"),
            ("New York", "; did you mean 'America/New_York'?"),
            ("BST", "; did you mean 'Europe/London'?"),
            ("GMT+1", ""), ("GMT+25", ""), ("EST", ""), ("+01:00", ""), ("../../etc/passwd", ""), ("Mars/Base", ""),
        ])
    func timeZone(name: String, hint: String) {
        let said = problems(Sample(station: "{ name: A, timezone: \(name) }").text)
        #expect(
            said == [
                "playout.yaml:1:31: station.timezone: expected the IANA name of a time zone, such as Europe/London, "
                    + "found '\(name)'\(hint)"
            ])
    }

    @Test("but a real name of a time zone is none", arguments: ["Europe/London", "Asia/Calcutta", "UTC", "Etc/UTC"])
    func goodTimeZone(name: String) {
        #expect(problems(Sample(station: "{ name: A, timezone: \(name) }").text) == [])
    }

    @Test(
        "in the other sections",
        arguments: [
            Mistake("stat: x", "4:1: stat: unknown key; did you mean 'state'?"),
            Mistake(
                "\"a\\nb\": x",
                "4:1: a\\nb: unknown key; the keys here are station, schedule, library, studio, emergency, junctions, "
                    + "maxHold, engine, monitor, loudness, late, alerts, spool, state, parameterStore"),
            Mistake(
                "junctions: { minute: 0 }",
                "4:12: junctions: expected a list of { minute, fadedOutBy, offAirBy, runOn }, found keys and values"),
            Mistake("junctions: [ 5 ]", "4:14: junctions[0]: expected keys and values, found a single value"),
            Mistake(
                "junctions: [ ~ ]",
                "4:14: junctions[0]: expected { minute, fadedOutBy, offAirBy, runOn }, found nothing"),
            Mistake(
                "junctions: [ { minute: 60, fadedOutBy: 8, offAirBy: 8 } ]",
                "4:24: junctions[0].minute: expected a whole number from 0 to 59, found '60'"),
            Mistake(
                "junctions: [ { minute: 5, fadedOutBy: 8, offAirBy: 9 } ]",
                "4:52: junctions[0].offAirBy: expected at most fadedOutBy: the programme is faded out before the "
                    + "connection is closed"),
            Mistake(
                "junctions: [ { minute: 5, fadedOutBy: -1, offAirBy: 0 } ]",
                "4:39: junctions[0].fadedOutBy: expected a number of seconds before the slot's end from 0 to 3599, "
                    + "found '-1'"),
            Mistake(
                "junctions: [ { minute: 5, fadedOutBy: 8 } ]",
                "4:14: junctions[0].offAirBy: missing; expected a number of seconds before the slot's end from 0 to "
                    + "3599"),
            Mistake(
                """
                junctions:
                  - { minute: 0, fadedOutBy: 8, offAirBy: 8 }
                  - { minute: 0, fadedOutBy: 9, offAirBy: 9 }
                """, "6:15: junctions[1].minute: there is a junction for minute 0 already; keep one"),
            Mistake("maxHold: .inf", "4:10: maxHold: expected a number of seconds from 0 to 600, found '.inf'"),
            Mistake("maxHold: .nan", "4:10: maxHold: expected a number of seconds from 0 to 600, found '.nan'"),
            Mistake("maxHold: 10s", "4:10: maxHold: expected a number of seconds from 0 to 600, found '10s'"),
            Mistake("maxHold: 1:30", "4:10: maxHold: expected a number of seconds from 0 to 600, found '1:30'"),
            Mistake("engine: { nice: -21 }", "4:17: engine.nice: expected a whole number from -20 to 19, found '-21'"),
            Mistake(
                "engine: { preRoll: 1, leadIn: 1.5 }",
                "4:20: engine.preRoll: expected more than leadIn: the engine is armed before the connection is opened"),
            Mistake("engine: { scrpt: a.liq }", "4:11: engine.scrpt: unknown key; did you mean 'script'?"),
            Mistake(
                "monitor: { url: studio.example.org/live }",
                "4:17: monitor.url: expected an address that begins with http:// or https://, found "
                    + "'studio.example.org/live'"),
            Mistake(
                "monitor: { url: 'http:///live' }",
                "4:17: monitor.url: expected an address that begins with http:// or https://, found 'http:///live'"),
            Mistake(
                "monitor: { url: 'htp://h/live?token=secret' }",
                "4:17: monitor.url: expected an address that begins with http:// or https://, found 'htp://h/live'"),
            Mistake(
                "monitor: { url: 'htp://me:secret@h/live' }",
                "4:17: monitor.url: expected an address that begins with http:// or https://"),
            Mistake(
                "monitor: { url: 'http://me:secret@h/live' }",
                "4:17: monitor.url: expected an address without a user and a password: the monitor is a listener like "
                    + "any other"),
            Mistake("monitor: { off: yes }", "4:17: monitor.off: expected true or false, found 'yes'"),
            Mistake("monitor: { of: true }", "4:12: monitor.of: unknown key; did you mean 'off'?"),
            Mistake("monitor: false", "4:10: monitor: expected keys and values, found a single value"),
            Mistake(
                "emergency: https://example.org/a.mp3",
                "4:12: emergency: expected the path of a recording, found the URL 'https://example.org/a.mp3'"),
            Mistake(
                "emergency: ~/a.mp3",
                "4:12: emergency: expected the path of a recording, found '~/a.mp3'; write the home folder's path out"),
            Mistake("emergency:", "4:1: emergency: expected the path of a recording, found nothing"),
            Mistake("state: [ a ]", "4:8: state: expected the path of a folder, found a list"),
            Mistake("schedule: slots.csv", "4:11: schedule: expected keys and values, found a single value"),
            Mistake(
                "schedule: { google: { calendar: a } }",
                "4:13: schedule.google.credentials: missing; expected the path of a service account's key or of an "
                    + "authorised user's token, or the word secret"),
            Mistake(
                "schedule: { google: { credentials: a.json, calender: a } }",
                "4:13: schedule.google.calendar: missing; expected the calendar's id, such as "
                    + "…@group.calendar.google.com",
                "4:44: schedule.google.calender: unknown key; did you mean 'calendar'?"),
            Mistake(
                "schedule: { csv: a.csv, ical: a.ics }",
                "4:18: schedule.csv: expected one of google, ical, csv, found ical and csv"),
            Mistake(
                "schedule: { ical: ftp://user:hackme@example.org/a.ics }",
                "4:19: schedule.ical: expected the path of an .ics file, or an address that begins with https://, or "
                    + "the word secret"),
            Mistake(
                "schedule: { ical: a.ics, every: 0 }",
                "4:33: schedule.every: expected a number of minutes from 0.1 to 1440, found '0'"),
            Mistake(
                "schedule: { ical: a.ics, doubtFor: long }",
                "4:36: schedule.doubtFor: expected a number of hours from 0 to 720, found 'long'"),
            Mistake("dashboard: {}", "4:1: dashboard: not in this version yet; take it out"),
            Mistake("loudness: -16", "4:11: loudness: expected keys and values, found a single value"),
            Mistake(
                "loudness: { target: 23 }",
                "4:21: loudness.target: expected a number of LUFS from -40 to -10, found '23'"),
            Mistake("loudness: { targets: -23 }", "4:13: loudness.targets: unknown key; did you mean 'target'?"),
            Mistake("late: 5", "4:7: late: expected one of in-progress, from-start, found '5'"),
            Mistake("dashbord: {}", "4:1: dashbord: unknown key; did you mean 'dashboard'?"),
        ])
    func others(mistake: Mistake) {
        #expect(problems(Sample(rest: mistake.text).text) == mistake.said.map { "playout.yaml:\($0)" })
    }

    @Test(
        "in the library's section",
        arguments: [
            Mistake("{}", "2:1: library.folder: missing; expected the path of a folder"),
            Mistake(
                "{ folder: a, s3: { bucket: abc } }",
                "2:1: library: expected one of folder, s3, rclone, found folder and s3"),
            Mistake("{ s3: {} }", "2:12: library.s3.bucket: missing; expected the bucket's name"),
            Mistake(
                "{ s3: { bucket: s3://abc } }",
                "2:26: library.s3.bucket: expected the bucket's name, without s3://, found 's3://abc'"),
            Mistake(
                "{ s3: { bucket: abc, prefix: /a } }",
                "2:39: library.s3.prefix: expected a prefix that does not begin with / and has no //, found '/a'"),
            Mistake(
                "{ s3: { bucket: abc, endpoint: 'https://me:s3cret@host' } }",
                "2:41: library.s3.endpoint: expected an address that begins with https://, without a user, a password or a ?"
            ),
            Mistake(
                "{ s3: { bucket: abc, endpoint: host } }",
                "2:41: library.s3.endpoint: expected an address that begins with https://, found 'host'"),
            Mistake(
                "{ s3: { bucket: abc, region: eu west } }",
                "2:39: library.s3.region: expected an AWS region such as eu-west-1 (letters, digits, - and _), found 'eu west'"
            ),
            Mistake(
                "{ rclone: programmes }",
                "2:20: library.rclone: expected a remote of rclone's configuration and a path, such as remote:programmes, found 'programmes'; a folder of this machine is library.folder"
            ),
            Mistake(
                "{ rclone: ':sftp,pass=s3cret:x' }",
                "2:20: library.rclone: expected a remote of rclone's configuration and a path, such as remote:programmes: make the remote by `rclone config`, and name it here"
            ),
            Mistake(
                "{ folder: s3://bucket }",
                "2:20: library.folder: expected the path of a folder, found the URL 's3://bucket'"),
            Mistake("programmes", "2:10: library: expected keys and values, found a single value"),
        ])
    func library(mistake: Mistake) {
        #expect(problems(Sample(library: mistake.text).text) == mistake.said.map { "playout.yaml:\($0)" })
    }

    @Test("and all of them are reported at once, in the order of the file")
    func allAtOnce() {
        let text = """
            station: { name: [], timezone: Mars }
            studio: { host: h, prot: 1, tls: on, password: x }
            maxHold: soon
            """
        #expect(
            problems(text) == [
                "playout.yaml:1:1: library.folder: missing; expected the path of a folder",
                "playout.yaml:1:18: station.name: expected the station's name, found a list",
                "playout.yaml:1:32: station.timezone: expected the IANA name of a time zone, such as Europe/London, "
                    + "found 'Mars'",
                "playout.yaml:2:20: studio.prot: unknown key; did you mean 'port'?",
                "playout.yaml:2:34: studio.tls: expected true or false, found 'on'",
                "playout.yaml:3:10: maxHold: expected a number of seconds from 0 to 600, found 'soon'",
            ])
    }
}
