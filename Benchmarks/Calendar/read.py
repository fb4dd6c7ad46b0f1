"""Reads a year of a calendar with icalendar and recurring-ical-events, and says what it took."""

import datetime
import json
import resource
import sys
import time
import zoneinfo

import icalendar
import recurring_ical_events

began = time.perf_counter()
zone = zoneinfo.ZoneInfo("Europe/London")
with open(sys.argv[1], "rb") as file:
    calendar = icalendar.Calendar.from_ical(file.read())
start, end = (datetime.datetime.fromisoformat(text) for text in sys.argv[2:4])
events = recurring_ical_events.of(calendar).between(start, end)
facts = {"events": 0, "starts": 0, "seconds": 0}
for event in events:
    begin, finish = event["DTSTART"].dt, event["DTEND"].dt
    facts["events"] += 1
    facts["starts"] += int(begin.timestamp())
    facts["seconds"] += int(finish.timestamp() - begin.timestamp())
facts["took"] = time.perf_counter() - began
facts["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps(facts))
