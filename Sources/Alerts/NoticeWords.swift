import Foundation
import Programme

/// A notice in words, its times being the station's.
struct NoticeWords {
    let zone: TimeZone

    func title(_ notice: Notice) -> String {
        let condition = notice.condition
        let title = condition.title.oneLine
        return switch notice.kind {
        case .raised, .worse: title
        case .again: "Again: \(title)"
        case .happened: condition.times > 1 ? "\(title) (\(condition.times) times)" : title
        case .cleared: "Over: \(title)"
        }
    }

    /// - Parameter isBrief: one line.
    func text(_ notice: Notice, isBrief: Bool = false) -> String {
        let detail = notice.condition.detail.oneLine
        return switch notice.kind {
        case .cleared: account(notice)
        case .happened: detail
        case .raised, .again, .worse: isBrief ? detail : "\(detail)\nSince \(clock(notice.since))."
        }
    }

    /// Of what is over: how long it was, and whether it came and went.
    private func account(_ notice: Notice) -> String {
        let over = notice.overSince ?? notice.at
        guard notice.timesAway > 0, let first = notice.firstAway else {
            return "It was so from \(clock(notice.since)) to \(clock(over)), for \(length(notice.since, over))."
        }
        return "It began at \(clock(notice.since)), went away and came back \(notice.timesAway) "
            + "time\(notice.timesAway == 1 ? "" : "s") between \(clock(first)) and \(clock(over)), and has been fine "
            + "since."
    }

    /// `14:02:10`
    private func clock(_ instant: Date) -> String {
        let time = LocalTime(instant, in: zone)
        return String(format: "%02d:%02d:%02d", time.hour, time.minute, time.second)
    }

    /// `Sun 22 Nov 14:02:10`
    func moment(_ instant: Date) -> String {
        let style = Date.VerbatimFormatStyle(
            format: "\(weekday: .abbreviated) \(day: .twoDigits) \(month: .abbreviated)",
            locale: Locale(identifier: "en_US_POSIX"), timeZone: zone, calendar: Calendar(identifier: .gregorian))
        return "\(instant.formatted(style)) \(clock(instant))"
    }

    /// `40 s`, `18 min`, `3 h 5 min`
    private func length(_ from: Date, _ to: Date) -> String {
        let seconds = max(0, Int(to.timeIntervalSince(from).rounded()))
        let minutes = seconds / 60
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(minutes) min"
        default: "\(minutes / 60) h \(minutes % 60) min"
        }
    }
}

extension String {
    /// Titles come from calendars and file names: what moves the cursor or turns the direction of writing is a space.
    var oneLine: String {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return self }
        let hostile: Set<Unicode.GeneralCategory> = [
            .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned,
        ]
        return String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    let isFormat =
                        scalar.properties.generalCategory == .format && !["\u{200C}", "\u{200D}"].contains(scalar)
                    return isFormat || hostile.contains(scalar.properties.generalCategory) ? " " : scalar
                }))
    }

    /// No longer than this in UTF-8, cut between characters.
    func shortened(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var (kept, bytes) = ("", 0)
        for character in self {
            bytes += character.utf8.count
            if bytes > limit - 3 { break }
            kept.append(character)
        }
        return kept + "…"
    }
}
