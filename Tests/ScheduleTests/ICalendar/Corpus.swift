private func event(
    _ lines: String..., uid: String = "1", description: String = "PID:x TYPE:RECORDED", title: String = "X"
) -> String {
    let head = ["BEGIN:VEVENT", "UID:\(uid)", "SUMMARY:\(title)", "DESCRIPTION:\(description)"]
    return (head + lines + ["END:VEVENT"]).joined(separator: "\n")
}

extension Awkward {
    /// Outlook's name for London's zone, and what it writes about it.
    private static let outlookZone = """
        BEGIN:VTIMEZONE
        TZID:GMT Standard Time
        BEGIN:STANDARD
        DTSTART:16010101T020000
        TZOFFSETFROM:+0100
        TZOFFSETTO:+0000
        RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
        END:STANDARD
        BEGIN:DAYLIGHT
        DTSTART:16010101T010000
        TZOFFSETFROM:+0000
        TZOFFSETTO:+0100
        RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
        END:DAYLIGHT
        END:VTIMEZONE
        """

    static let times: [Awkward] = [
        .init("in UTC", event("DTSTART:20261122T140000Z", "DTEND:20261122T150000Z"), ["11-22 14:00+3600 x"]),
        .init(
            "a zone by name, in quotes, not described",
            event("DTSTART;TZID=\"America/New_York\":20261122T140000", "DTEND;TZID=America/New_York:20261122T150000"),
            ["11-22 19:00+3600 x"]),
        .init(
            "a zone with a prefix",
            event("DTSTART;TZID=/citadel.org/20210210_1/America/New_York:20261122T140000", "DURATION:PT1H"),
            ["11-22 19:00+3600 x"]),
        .init(
            "Outlook's zone in winter",
            outlookZone + "\n"
                + event(
                    "DTSTART;TZID=GMT Standard Time:20261122T140000", "DTEND;TZID=GMT Standard Time:20261122T150000"),
            ["11-22 14:00+3600 x"]),
        .init(
            "Outlook's zone in summer",
            outlookZone + "\n"
                + event("DTSTART;TZID=GMT Standard Time:20260705T140000", "DURATION:PT1H30M"),
            now: "2026-07-05T10:00:00Z", ["07-05 13:00+5400 x"]),
        .init(
            "Outlook's zone in summer, not described",
            event("DTSTART;TZID=GMT Standard Time:20260705T140000", "DURATION:PT1H30M"),
            now: "2026-07-05T10:00:00Z", ["07-05 13:00+5400 x"]),
        .init(
            "Windows' zone with a full stop, not described",
            event("DTSTART;TZID=W. Europe Standard Time:20261122T140000", "DURATION:PT1H"), ["11-22 13:00+3600 x"]),
        .init(
            "an old name without a place, in summer", event("DTSTART;TZID=CET:20260705T140000", "DURATION:PT1H"),
            now: "2026-07-05T10:00:00Z", ["07-05 12:00+3600 x"]),
        .init(
            "a zone that nobody knows", event("DTSTART;TZID=Mars/Olympus:20261122T140000", "DURATION:PT1H"), [],
            notes: ["time zone 'Mars/Olympus' is not known"]),
        .init(
            "floating, in New York", event("DTSTART:20261122T140000", "DTEND:20261122T150000"),
            zone: "America/New_York",
            ["11-22 19:00+3600 x"]),
        .init("a day", event("DTSTART;VALUE=DATE:20261122", "DTEND;VALUE=DATE:20261123"), [], notes: ["whole days"]),
        .init(
            "a day, every week", event("DTSTART;VALUE=DATE:20200105", "RRULE:FREQ=WEEKLY"), [], notes: ["whole days"]),
        .init("a day long ago", event("DTSTART;VALUE=DATE:20200105"), []),
        .init("no end", event("DTSTART:20261122T140000Z"), [], notes: ["ends as it starts"]),
        .init(
            "the end before the start", event("DTSTART:20261122T140000Z", "DTEND:20261122T130000Z"), [],
            notes: ["ends as it starts"]),
        .init("no start", event("DTEND:20261122T130000Z"), [], notes: ["no start"]),
        .init("a start that is none", event("DTSTART:tomorrow", "DTEND:20261122T130000Z"), [], notes: ["no start"]),
        .init(
            "a negative duration", event("DTSTART:20261122T140000Z", "DURATION:-PT1H"), [], notes: ["ends as it starts"]
        ),
        .init(
            "a duration of a day over the change of the clock",
            event("DTSTART;TZID=Europe/London:20261024T200000", "DURATION:P1D"), now: "2026-10-24T12:00:00Z",
            ["10-24 19:00+90000 x"]),
        .init(
            "long over, and far ahead",
            event("DTSTART:20200101T140000Z", "DURATION:PT1H") + "\n"
                + event("DTSTART:20290101T140000Z", "DURATION:PT1H", uid: "2"), []),
        .init(
            "begun before the span", event("DTSTART:20261113T230000Z", "DURATION:PT2H"), ["11-13 23:00+7200 x"]),
    ]

    static let repetitions: [Awkward] = [
        .init(
            "by the Gregorian calendar, in so many words",
            event(
                "DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:RSCALE=gregorian;FREQ=DAILY;COUNT=2"),
            ["11-22 14:00+3600 x", "11-23 14:00+3600 x"]),
        .init(
            "left out, added and moved without a zone: in the event's own",
            event(
                "DTSTART;TZID=America/New_York:20261122T140000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3",
                "EXDATE:20261123T140000", "RDATE:20261122T180000") + "\n"
                + event(
                    "RECURRENCE-ID:20261124T140000", "DTSTART;TZID=America/New_York:20261124T150000", "DURATION:PT1H",
                    description: "PID:moved"),
            ["11-22 19:00+3600 x", "11-22 23:00+3600 x", "11-24 20:00+3600 moved"]),
        .init(
            "by another calendar",
            event("DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:RSCALE=CHINESE;FREQ=DAILY;COUNT=2"),
            ["11-22 14:00+3600 x"], notes: ["another calendar"]),
        .init(
            "by the Gregorian calendar, with days that a month does not have",
            event(
                "DTSTART:20261031T140000Z", "DURATION:PT1H",
                "RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;COUNT=3"),
            ["11-30 14:00+3600 x"]),
        .init(
            "every week for ever, one left out, one more, one cancelled and one moved",
            event(
                "DTSTART;TZID=Europe/London:20200105T140000", "DTEND;TZID=Europe/London:20200105T150000",
                "RRULE:FREQ=WEEKLY;BYDAY=SU", "EXDATE;TZID=Europe/London:20261122T140000",
                "RDATE;TZID=Europe/London:20261124T090000,20261125T090000") + "\n"
                + event(
                    "RECURRENCE-ID;TZID=Europe/London:20261129T140000", "STATUS:CANCELLED",
                    "DTSTART;TZID=Europe/London:20261129T140000", "DTEND;TZID=Europe/London:20261129T150000") + "\n"
                + event(
                    "RECURRENCE-ID:20261206T140000Z", "DTSTART;TZID=Europe/London:20261207T200000",
                    "DTEND;TZID=Europe/London:20261207T213000", description: "PID:moved"),
            [
                "11-15 14:00+3600 x", "11-24 09:00+3600 x", "11-25 09:00+3600 x", "12-07 20:00+5400 moved",
                "12-13 14:00+3600 x", "12-20 14:00+3600 x", "12-27 14:00+3600 x",
            ]),
        .init(
            "the changed one before the one that it changes",
            event(
                "RECURRENCE-ID:20261123T140000Z", "DTSTART:20261123T180000Z", "DURATION:PT1H", description: "PID:moved")
                + "\n" + event("DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3"),
            ["11-22 14:00+3600 x", "11-23 18:00+3600 moved", "11-24 14:00+3600 x"]),
        .init(
            "moved into the span from outside",
            event("DTSTART:20250101T140000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY") + "\n"
                + event("RECURRENCE-ID:20270101T140000Z", "DTSTART:20261220T140000Z", "DURATION:PT1H"),
            ["12-20 14:00+3600 x"]),
        .init(
            "a change without the event that it changes",
            event("RECURRENCE-ID:20261123T140000Z", "DTSTART:20261123T180000Z", "DURATION:PT1H"),
            ["11-23 18:00+3600 x"]),
        .init(
            "the changed day by its date",
            event("DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2") + "\n"
                + event(
                    "RECURRENCE-ID;VALUE=DATE:20261123", "DTSTART:20261123T180000Z", "DURATION:PT1H"),
            ["11-22 14:00+3600 x", "11-23 18:00+3600 x"]),
        .init(
            "one and all that follow",
            event("DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2") + "\n"
                + event(
                    "RECURRENCE-ID;RANGE=THISANDFUTURE:20261123T140000Z", "DTSTART:20261123T180000Z", "DURATION:PT1H"),
            ["11-22 14:00+3600 x", "11-23 18:00+3600 x"], notes: ["all that follow"]),
        .init(
            "one and all that follow, long ago; and another, whose series is over",
            event("DTSTART:20260622T140000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;UNTIL=20261123T140000Z") + "\n"
                + event(
                    "RECURRENCE-ID;RANGE=THISANDFUTURE:20260706T140000Z", "DTSTART:20260706T180000Z", "DURATION:PT1H")
                + "\n"
                + event("DTSTART:20250622T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=5", uid: "2") + "\n"
                + event(
                    "RECURRENCE-ID;RANGE=THISANDFUTURE:20250623T140000Z", "DTSTART:20250623T180000Z", "DURATION:PT1H",
                    uid: "2"),
            ["11-16 14:00+3600 x", "11-23 14:00+3600 x"], notes: ["all that follow"]),
        .init(
            "every other week from a day that is none of the rule's",
            event(
                "DTSTART:20260101T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", uid: "1",
                description: "PID:a") + "\n"
                + event(
                    "DTSTART:20260101T110000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU",
                    uid: "2", description: "PID:b") + "\n"
                + event(
                    "DTSTART:20261118T120000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR;COUNT=4",
                    uid: "3", description: "PID:c") + "\n"
                + event(
                    "DTSTART:20260101T130000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", uid: "4",
                    description: "PID:d"),
            [
                "11-15 11:00+3600 b", "11-18 12:00+3600 c", "11-19 13:00+3600 d", "11-20 12:00+3600 c",
                "11-22 10:00+3600 a", "11-29 11:00+3600 b", "12-03 13:00+3600 d", "12-06 10:00+3600 a",
                "12-07 12:00+3600 c", "12-11 12:00+3600 c", "12-13 11:00+3600 b", "12-17 13:00+3600 d",
                "12-20 10:00+3600 a", "12-27 11:00+3600 b",
            ]),
        .init(
            "cancelled as a whole",
            event("DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY", "STATUS:CANCELLED"), []),
        .init(
            "two versions of the same",
            event("DTSTART:20261122T140000Z", "DURATION:PT1H", "SEQUENCE:2", description: "PID:new") + "\n"
                + event("DTSTART:20261122T150000Z", "DURATION:PT1H", "SEQUENCE:1", description: "PID:old"),
            ["11-22 14:00+3600 new"], notes: ["a later version"]),
        .init(
            "two events that have the same UID by mistake",
            event("DTSTART:20261122T140000Z", "DURATION:PT1H", description: "PID:one") + "\n"
                + event("DTSTART:20261122T150000Z", "DURATION:PT1H", description: "PID:two"),
            ["11-22 14:00+3600 one", "11-22 15:00+3600 two"]),
        .init(
            "a change, a day left out and one added in zones that nobody knows",
            event(
                "DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=1",
                "EXDATE;TZID=Mars/Olympus:20261122T140000", "RDATE;TZID=Mars/Olympus:20261123T140000") + "\n"
                + event(
                    "RECURRENCE-ID;TZID=Mars/Olympus:20261122T140000", "DTSTART:20261122T150000Z", "DURATION:PT1H"),
            ["11-22 14:00+3600 x"],
            notes: ["changes an occurrence", "has an occurrence", "leaves out an occurrence"]),
        .init(
            "repetitions that are not understood, of events that began long ago",
            [
                "RRULE:FREQ=WEEKLY;BYDAY=XX", "RRULE:FREQ=WEEKLYY", "RDATE;TZID=Europe/London:20261124T14:00:00",
                "RRULE:FREQ=DAILY;UNTIL=2026-11-10", "RRULE:FREQ=DAILY;COUNT=abc", "RRULE:FREQ=DAILY;INTERVAL=0",
                "EXDATE:tomorrow",
            ].enumerated().map { number, line in
                event(
                    "DTSTART:20250101T140000Z", "DURATION:PT1H", line, uid: "\(number)",
                    description: "Notes of a meeting", title: "\(number)")
            }.joined(separator: "\n").replacing("Notes of", with: "PID:x"),
            [],
            notes: [
                "BYDAY=XX", "FREQ=WEEKLYY", "20261124T14:00:00", "UNTIL=2026-11-10", "COUNT=ABC", "INTERVAL=0",
                "tomorrow",
            ]),
        .init(
            "times of a day that are listed, beside days that there are none of",
            event(
                "DTSTART:20200101T140000Z", "DURATION:PT1H",
                "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;BYHOUR=\(numbers(24));BYMINUTE=\(numbers(60))"
                    + ";BYSECOND=\(numbers(60))"), []),
        .init(
            "several times a day, until a time and for a number of times",
            event(
                "DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYHOUR=18,9,14;UNTIL=20261123T100000Z")
                + "\n"
                + event(
                    "DTSTART:20261122T100000Z", "DURATION:PT1H",
                    "RRULE:FREQ=WEEKLY;BYDAY=SU;BYHOUR=8,11;BYMINUTE=0,30"
                        + ";COUNT=4", uid: "2", description: "PID:y"),
            [
                "11-22 10:00+3600 y", "11-22 11:00+3600 y", "11-22 11:30+3600 y", "11-22 14:00+3600 x",
                "11-22 18:00+3600 x", "11-23 09:00+3600 x", "11-29 08:00+3600 y", "11-29 08:30+3600 y",
            ]),
        .init(
            "the last of a day's times",
            event("DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;BYHOUR=9,14;BYSETPOS=-1"),
            ["11-22 14:00+3600 x"], notes: ["first or last of many times"]),
        .init(
            "days left out by their dates",
            event(
                "DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261123"),
            ["11-22 14:00+3600 x", "11-24 14:00+3600 x"]),
        .init(
            "left out in another zone",
            event(
                "DTSTART;TZID=America/New_York:20261122T140000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3",
                "EXDATE:20261123T190000Z"), ["11-22 19:00+3600 x", "11-24 19:00+3600 x"]),
        .init(
            "periods as dates, with lengths of their own",
            event(
                "DTSTART:20261122T140000Z", "DURATION:PT1H",
                "RDATE;VALUE=PERIOD:20261124T100000Z/PT2H,20261125T100000Z/20261125T130000Z") + "\n"
                + event(
                    "DTSTART;TZID=America/New_York:20261122T140000", "DURATION:PT1H",
                    "RDATE;VALUE=PERIOD;TZID=America/New_York:20261124T100000/20261124T113000", uid: "2",
                    description: "PID:y"),
            [
                "11-22 14:00+3600 x", "11-22 19:00+3600 y", "11-24 10:00+7200 x", "11-24 15:00+5400 y",
                "11-25 10:00+10800 x",
            ]),
        .init(
            "rules that libical takes for others",
            [
                ("WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1", "a"), ("YEARLY;BYWEEKNO=50", "b"), ("WEEKLY;BYDAY=1WE", "c"),
                ("YEARLY;BYMONTHDAY=28", "d"), ("DAILY;BYDAY=2MO", "e"), ("DAILY;BYMONTHDAY=-1", "f"),
                ("MONTHLY;BYDAY=MO;BYSETPOS=300", "g"),
            ].map { rule, pid in
                event(
                    "DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:FREQ=\(rule)", uid: pid,
                    description: "PID:\(pid)")
            }.joined(separator: "\n"), "abcdefg".map { "11-22 14:00+3600 \($0)" },
            notes: [
                "(BYMONTHDAY)", "(BYMONTHDAY without BYMONTH)", "(BYDAY)", "no month has", "within a week",
                "(BYWEEKNO)",
            ]),
        .init(
            "a rule of exceptions",
            event(
                "DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4",
                "EXRULE:FREQ=DAILY;INTERVAL=2;COUNT=2"), ["11-23 14:00+3600 x", "11-25 14:00+3600 x"]),
        .init(
            "the last Sunday of the month, and the first working day",
            event(
                "DTSTART:20200126T140000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=-1SU") + "\n"
                + event(
                    "DTSTART:20200101T090000Z", "DURATION:PT1H",
                    "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", uid: "2", description: "PID:y"),
            ["11-29 14:00+3600 x", "12-01 09:00+3600 y", "12-27 14:00+3600 x"]),
        .init(
            "until a time in UTC that is the last one, far in the east",
            event(
                "DTSTART;TZID=Australia/Lord_Howe:20261120T200000", "DURATION:PT1H",
                "RRULE:FREQ=DAILY;UNTIL=20261122T090000Z"), zone: "Australia/Lord_Howe",
            ["11-20 09:00+3600 x", "11-21 09:00+3600 x", "11-22 09:00+3600 x"]),
        .init(
            "until a time in UTC that is the next day, far in the west",
            event(
                "DTSTART;TZID=America/New_York:20261120T200000", "DURATION:PT1H",
                "RRULE:FREQ=DAILY;UNTIL=20261123T005959Z"), ["11-21 01:00+3600 x", "11-22 01:00+3600 x"]),
        .init(
            "until a day, which is meant with all its hours",
            event("DTSTART:20261120T200000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20261121"),
            ["11-20 20:00+3600 x", "11-21 20:00+3600 x"]),
        .init(
            "a first one that the rule does not make",
            event("DTSTART:20261123T140000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2"),
            ["11-23 14:00+3600 x", "11-24 14:00+3600 x", "12-01 14:00+3600 x"]),
        .init(
            "every second, and every minute, for ever",
            event("DTSTART:20260101T140000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY") + "\n"
                + event("DTSTART:20260101T140000Z", "DURATION:PT1S", "RRULE:FREQ=MINUTELY", uid: "2", title: "Y"), [],
            notes: ["every minute or second", "every minute or second"]),
        .init(
            "days that there are none of",
            event("DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30") + "\n"
                + event(
                    "DTSTART:20261122T160000Z", "DURATION:PT1H", "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30", uid: "2"),
            ["11-22 14:00+3600 x", "11-22 16:00+3600 x"],
            notes: ["on certain days only", "repetition is not understood"]),
        .init(
            "more often than any programme",
            event("DTSTART:20261122T140000Z", "DURATION:PT1S", "RRULE:FREQ=HOURLY;BYMINUTE=0,1,2,3,4,5,6,7,8,9,10"),
            ["11-22 14:00+1 x"], notes: ["more than 5000 times"]),
        .init(
            "a rule that is none", event("DTSTART:20261122T140000Z", "DURATION:PT1H", "RRULE:FREQ=SOMETIMES"),
            ["11-22 14:00+3600 x"], notes: ["FREQ=SOMETIMES"]),
        .init(
            "a zone's rule that would never end",
            outlookZone.replacing("FREQ=YEARLY", with: "FREQ=SECONDLY").replacing("GMT Standard Time", with: "Ours")
                + "\n"
                + event("DTSTART;TZID=Ours:20261122T140000", "DURATION:PT1H"), [],
            notes: ["time zone 'Ours' is not known"]),
    ]

    private static func numbers(_ end: Int) -> String { (0..<end).map(String.init).joined(separator: ",") }

    static let clockChanges: [Awkward] = [
        .init(
            "an hour that occurs twice, in a zone that the calendar describes",
            outlookZone + "\n"
                + event("DTSTART;TZID=GMT Standard Time:20261025T013000", "DURATION:PT15M"),
            now: "2026-10-24T12:00:00Z", ["10-25 00:30+900 x"]),
        .init(
            "London, forward: before, over and after the hour that is not there",
            event(
                "DTSTART;TZID=Europe/London:20260328T003000", "DTEND;TZID=Europe/London:20260328T020000",
                "RRULE:FREQ=DAILY;COUNT=3")
                + "\n"
                + event("DTSTART;TZID=Europe/London:20260329T013000", "DURATION:PT1H", uid: "2", description: "PID:gap"),
            now: "2026-03-28T12:00:00Z",
            ["03-28 00:30+5400 x", "03-29 00:30+1800 x", "03-29 23:30+5400 x"],
            notes: ["there is no 01:30 on that day: the clocks are put forward over it"]),
        .init(
            "London, back: over, and in the hour that occurs twice",
            event(
                "DTSTART;TZID=Europe/London:20261024T003000", "DTEND;TZID=Europe/London:20261024T020000",
                "RRULE:FREQ=DAILY;COUNT=3")
                + "\n"
                + event(
                    "DTSTART;TZID=Europe/London:20261025T013000", "DTEND;TZID=Europe/London:20261025T014500",
                    uid: "2", description: "PID:twice"),
            now: "2026-10-24T12:00:00Z",
            ["10-23 23:30+5400 x", "10-24 23:30+9000 x", "10-25 00:30+900 twice", "10-26 00:30+5400 x"]),
        .init(
            "New York, both",
            event(
                "DTSTART;TZID=America/New_York:20260307T210000", "DTEND;TZID=America/New_York:20260308T040000",
                "RRULE:FREQ=DAILY;COUNT=2"), zone: "America/New_York", now: "2026-03-07T12:00:00Z",
            ["03-08 02:00+21600 x", "03-09 01:00+25200 x"]),
        .init(
            "Lord Howe, back by half an hour",
            event(
                "DTSTART;TZID=Australia/Lord_Howe:20260404T230000", "DTEND;TZID=Australia/Lord_Howe:20260405T030000",
                "RRULE:FREQ=DAILY;COUNT=2"), zone: "Australia/Lord_Howe", now: "2026-04-04T00:00:00Z",
            ["04-04 12:00+16200 x", "04-05 12:30+14400 x"]),
        .init(
            "Lord Howe, forward by half an hour, and a time in that half hour",
            event(
                "DTSTART;TZID=Australia/Lord_Howe:20261003T230000", "DTEND;TZID=Australia/Lord_Howe:20261004T030000",
                "RRULE:FREQ=DAILY;COUNT=2")
                + "\n"
                + event(
                    "DTSTART;TZID=Australia/Lord_Howe:20261004T021500", "DURATION:PT30M", uid: "2",
                    description: "PID:gap"),
            zone: "Australia/Lord_Howe", now: "2026-10-03T00:00:00Z",
            ["10-03 12:30+12600 x", "10-04 12:00+14400 x"], notes: ["put forward over it"]),
        .init(
            "Kathmandu, never",
            event(
                "DTSTART;TZID=Asia/Kathmandu:20261024T233000", "DTEND;TZID=Asia/Kathmandu:20261025T020000",
                "RRULE:FREQ=DAILY;COUNT=2"), zone: "Asia/Kathmandu", now: "2026-10-24T12:00:00Z",
            ["10-24 17:45+9000 x", "10-25 17:45+9000 x"]),
        .init(
            "in UTC, which knows no summer",
            event("DTSTART:20261024T130000Z", "DTEND:20261024T140000Z", "RRULE:FREQ=DAILY;COUNT=2"),
            now: "2026-10-24T12:00:00Z", ["10-24 13:00+3600 x", "10-25 13:00+3600 x"]),
    ]

    static let texts: [Awkward] = [
        .init(
            "nothing in it", "", []),
        .init(
            "HTML, escapes, parameters and folds",
            event(
                "DTSTART:20261122T140000Z", "DTEND:20261122T150000Z",
                description: "<p>One\\, two\\; three\\nPI\n D:a-\n b</p><br>TYPE:&nbsp\n\t;RECORDED"
            )
            .replacing("DESCRIPTION:", with: "DESCRIPTION;LANGUAGE=en;ALTREP=\"data:text/html,x:y\":"),
            ["11-22 14:00+3600 a-b"]),
        .init(
            "an alarm with a description of its own",
            event(
                "DTSTART:20261122T140000Z", "DTEND:20261122T150000Z", "BEGIN:VALARM", "ACTION:DISPLAY",
                "DESCRIPTION:PID:alarm", "TRIGGER:-PT15M", "DURATION:PT5M", "END:VALARM"), ["11-22 14:00+3600 x"]),
        .init(
            "an alarm that never ends, an event that never ends, and one that does",
            event("DTSTART:20261122T140000Z", "DTEND:20261122T150000Z", "BEGIN:VALARM", "ACTION:DISPLAY") + "\n"
                + "BEGIN:VEVENT\nUID:2\nDTSTART:20261122T160000Z\nDTEND:20261122T170000Z\n"
                + event("DTSTART:20261122T180000Z", "DTEND:20261122T190000Z", uid: "3"),
            ["11-22 14:00+3600 x", "11-22 18:00+3600 x"], notes: ["has no end"]),
        .init(
            "other things than events",
            "BEGIN:VTODO\nUID:9\nSUMMARY:To do\nDTSTART:20261122T140000Z\nEND:VTODO\nBEGIN:X-THING\nEND:X-THING\n"
                + event("DTSTART:20261122T140000Z", "DTEND:20261122T150000Z"), ["11-22 14:00+3600 x"]),
        .init(
            "in small letters",
            event("DTSTART:20261122T140000Z", "DTEND:20261122T150000Z").replacing("VEVENT", with: "vevent")
                .replacing("BEGIN", with: "begin").replacing("END", with: "End").replacing("DTEnd", with: "dtend"),
            ["11-22 14:00+3600 x"]),
        .init(
            "no UID, twice",
            [14, 16].map { hour in
                event("DTSTART:20261122T\(hour)0000Z", "DURATION:PT1H").replacing("UID:1\n", with: "")
            }.joined(separator: "\n"), ["11-22 14:00+3600 x", "11-22 16:00+3600 x"]),
        .init(
            "an empty line, a line without a colon, and a NUL",
            event("DTSTART:20261122T140000Z", "", "GARBAGE", ":", ";;;", "DTEND:20261122T150000Z", "X-\u{0}:1"),
            ["11-22 14:00+3600 x"]),
        .init(
            "no description, and none that means anything",
            event("DTSTART:20261122T140000Z", "DURATION:PT1H").replacing("DESCRIPTION:PID:x TYPE:RECORDED\n", with: "")
                + "\n"
                + event("DTSTART:20261122T140000Z", "DURATION:PT1H", uid: "2", description: "Meeting", title: "M"), [],
            notes: ["no PID:", "no description"]),
    ]
}
