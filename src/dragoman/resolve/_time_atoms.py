"""Simple time expressions: no ranges, no "since" or "until". Tokens in, the longest expression at a place out."""

from dataclasses import replace
from datetime import date

from dragoman.records import TimePrecision
from dragoman.resolve._time_calendar import (
    UNKNOWN,
    Interval,
    Part,
    around,
    between,
    days_after,
    on,
    running,
    shifted,
    third,
    whole,
)
from dragoman.resolve._time_dates import Frame, Hit, dated, month_first, nth, written, year_first
from dragoman.resolve._time_relative import deictic, leaning, weekend
from dragoman.resolve._time_seasons import feast, quarter, season
from dragoman.resolve._time_words import EARLY, LATE, MIDDLE, UNITS, WEEKDAYS, Unit, and_more, cardinal, ordinal
from dragoman.resolve._time_years import calendar_year, decade


def atom(frame: Frame, at: int) -> Hit | None:
    """Return the longest simple expression at this place: no range, no "since" or "until"."""
    if not frame.word(at):
        return None
    hits = [hit for rule in _RULES if (hit := rule(frame, at)) is not None]
    return max(hits, key=lambda hit: hit.end, default=None)


def amount(frame: Frame, at: int) -> tuple[float, Unit, int] | None:
    """The count, unit and end of "six months", "two and a half years", "a fortnight", "half a decade"."""
    found = cardinal(frame.tokens, at)
    if found is None:
        return None
    count, end = found
    end += frame.word(end) in {"-", "full", "more", "long"}
    word = frame.word(end)
    if word == "fortnight":
        return 2 * count, "week", end + 1
    unit = UNITS.get(word)
    if unit is None:
        return None
    if [frame.word(end + step) for step in (1, 2, 3)] == ["and", "a", "half"]:
        return count + 0.5, unit, end + 4
    return and_more(frame.tokens, end + 1, count=count, unit=unit)


def counted(frame: Frame, at: int) -> Hit | None:
    """A count of units with its direction: "three days ago", "two weeks after June 11", "a year later" (unknown)."""
    start = at + 1 if frame.word(at) == "the" else at
    found = amount(frame, start) or (
        (1, UNITS[frame.word(start)], start + 1) if _names_unit(frame, start, at) else None
    )
    if found is None:
        return None
    count, unit, end = found
    word, following = frame.word(end), frame.word(end + 1)
    if word == "ago":
        return Hit(end + 1, around(frame.published, -count, unit))
    if (word == "from" and following == "now") or word == "hence":
        return Hit(end + 1 + (word == "from"), around(frame.published, count, unit))
    if word in {"before", "after", "from", "prior", "following", "since"}:
        start = end + 1 + (following == "to")
        anchor = atom(frame, start) or (atom(frame, start + 1) if frame.word(start) == "the" else None)
        if anchor is None or word == "since":
            return Hit(end + 1, UNKNOWN) if word not in {"from", "since"} else None
        return Hit(anchor.end, _off(anchor.interval, count if word in {"after", "from", "following"} else -count, unit))
    return Hit(end + 1, UNKNOWN) if word in {"later", "earlier", "afterwards"} else None


def _names_unit(frame: Frame, start: int, at: int) -> bool:
    """Whether this is the unit of "the day before", "the week after"."""
    return (
        start > at
        and frame.word(start) in {"day", "week", "month", "year"}
        and frame.word(start + 1) in {"before", "after"}
    )


def _weekday_off(frame: Frame, at: int) -> Hit | None:
    """ "Sunday three weeks after January 15", "Thursday, two years from now": the weekday nearest to that day."""
    number = WEEKDAYS.get(frame.word(at))
    if number is None:
        return None
    start = at + 1 + (frame.word(at + 1) == ",")
    hit, found = counted(frame, start), amount(frame, start)
    if hit is None or frame.published is None or hit.interval.low is None or hit.interval.high is None:
        return None
    day: date | None = hit.interval.low + (hit.interval.high - hit.interval.low) / 2
    if (found and frame.word(found[2]) in {"ago", "hence"}) or frame.word(hit.end - 1) == "now":
        # The weekday narrows "two years from now" to a day, so it counts from the day of publication itself.
        back = hit.interval.high < frame.published
        day = shifted(frame.published, -found[0] if back else found[0], found[1]) if found else day
    return Hit(hit.end, on(day and nearest(day, number)))


def nearest(day: date, weekday: int) -> date | None:
    """Return the day of that weekday which is at most three days away."""
    return days_after(day, (weekday - day.weekday() + 3) % 7 - 3)


def _stretch(frame: Frame, at: int) -> Hit | None:
    """ "two weeks starting Monday", "three days, from today": so many units from a day on."""
    found = amount(frame, at)
    if found is None:
        return None
    start = found[2] + (frame.word(found[2]) == ",")
    word = frame.word(start)
    loose = start > found[2] or frame.word(at - 1) == "for"
    if word not in {"starting", "beginning", "commencing"} and not (word == "from" and loose):
        return None
    start += 1 + (frame.word(start + 1) in {"on", "from", "in"})
    # "starting Monday" announces; a day of a month is the nearest one, as ever.
    ahead = frame.tense is None and frame.word(start) in WEEKDAYS
    anchor = atom(replace(frame, tense="future") if ahead else frame, start)
    if anchor is None:
        return None
    low = anchor.interval.low
    after = low and shifted(low, found[0], found[1])
    precision = running(low, 1, found[1]).precision or "range"
    return Hit(anchor.end, between(low, days_after(after, -1), precision) if low and after else UNKNOWN)


def _off(anchor: Interval, count: float, unit: Unit) -> Interval:
    base = anchor.high if count > 0 else anchor.low
    if base is None or anchor.low is None:
        return UNKNOWN
    if unit in {"hour", "day", "week"} and anchor.precision == "day":
        return on(shifted(base, count, unit))
    return around(base, count, unit) if anchor.precision != "day" else on(shifted(base, count, unit))


def _unanchored(frame: Frame, at: int) -> Hit | None:
    """ "the following day", "that same week", "the next day": an expression whose anchor is elsewhere in the story."""
    start = at + 1 if frame.word(at) in {"the", "that"} else at
    same = frame.word(start) in {"following", "same"}
    nextday = (
        frame.word(at) == "the"
        and frame.word(start) in {"next", "previous"}
        and frame.word(start + 1) in {"day", "morning"}
    )
    that = frame.word(at) == "that" and frame.word(at + 1) in {"day", "week", "month", "year"}
    if (same and frame.word(start + 1) in UNITS) or nextday:
        return Hit(start + 2, UNKNOWN)
    return Hit(at + 2, UNKNOWN) if that else None


_PARTS: dict[str, Part] = {
    **dict.fromkeys(EARLY, "early"), **dict.fromkeys(MIDDLE, "mid"), **dict.fromkeys(LATE, "late"),
}  # fmt: skip


_VERBS_TOO = frozenset({"start", "end", "close", "beginning"})


def _part_of(frame: Frame, at: int) -> Hit | None:
    """ "early March", "mid-2022", "the end of the month", "earlier this year", "beginning of the year"."""
    start = at + 1 if frame.word(at) == "the" else at
    word = frame.word(start)
    if word in {"earlier", "later"}:
        return _side_of(frame, start)
    part = _PARTS.get(word)
    if part is None:
        return None
    after = start + 1
    linked = frame.word(after) in {"of", "in", "-", "on"}
    # "it will end in March", "talks start next week": verbs, unless "of" follows or a tagger took them in.
    if word in _VERBS_TOO and frame.word(after) != "of" and (linked or not frame.sure):
        return None
    after += linked
    whole_ = (
        _the_unit(frame, after)
        or atom(frame, after)
        or (atom(frame, after + 1) if frame.word(after) == "the" else None)
    )
    if whole_ is None:
        return Hit(after + 2, UNKNOWN) if linked and word == "end" and frame.word(after) == "the" else None
    if whole_.interval.precision == "day":
        return Hit(whole_.end, whole_.interval)
    return Hit(whole_.end, third(whole_.interval, part), edge=word in {"end", "close"})


def _the_unit(frame: Frame, at: int) -> Hit | None:
    """ "the year" of "the end of the year", "year" of "end of year": the one that publication lies in."""
    start = at + 1 if frame.word(at) == "the" else at
    word = frame.word(start)
    if word not in {"day", "week", "month", "quarter", "year", "decade"} or frame.word(start + 1) in {
        "before",
        "after",
    }:
        return None
    if frame.word(start + 1) and len(frame.word(start + 1)) == 4 and frame.word(start + 1).isdigit():
        return None
    return Hit(start + 1, whole(UNITS[word], frame.published))


def _rest_of(frame: Frame, at: int) -> Hit | None:
    """ "the rest of the week", "the remainder of 2020": from the publication on; unknown if it lies outside."""
    start = at + 1 if frame.word(at) == "the" else at
    if frame.word(start) not in {"rest", "remainder", "remaining"} or frame.word(start + 1) != "of":
        return None
    whole_ = _the_unit(frame, start + 2) or atom(frame, start + 2)
    if whole_ is None:
        return None
    low, high, today = whole_.interval.low, whole_.interval.high, frame.published
    if low is None or high is None or today is None or not low <= today <= high:
        return Hit(whole_.end, UNKNOWN)
    return Hit(whole_.end, between(today, high, whole_.interval.precision or "range"))


def _so_far(frame: Frame, at: int) -> Hit | None:
    """ "so far this year", "the year to date"."""
    if (frame.word(at), frame.word(at + 1)) == ("so", "far"):
        hit = atom(frame, at + 2 + (frame.word(at + 2) in {"in", "during"}))
        end = hit.end if hit else 0
    else:
        hit = _the_unit(frame, at)
        if hit is None or (frame.word(hit.end), frame.word(hit.end + 1)) != ("to", "date"):
            return None
        end = hit.end + 2
    if hit is None or hit.interval.low is None or frame.published is None:
        return None
    return Hit(end, between(hit.interval.low, frame.published, "range"))


def _side_of(frame: Frame, at: int) -> Hit | None:
    after = at + 1 + (frame.word(at + 1) in {"in", "on"})
    whole_ = _the_unit(frame, after) or atom(frame, after)
    if whole_ is None or whole_.interval.low is None or whole_.interval.high is None or frame.published is None:
        return None
    low, high = whole_.interval.low, whole_.interval.high
    if low <= frame.published <= high:
        low, high = (low, frame.published) if frame.word(at) == "earlier" else (frame.published, high)
    return Hit(whole_.end, between(low, high, whole_.interval.precision or "range"))


def _nth_of(frame: Frame, at: int) -> Hit | None:
    """ "the first week of June", "the last three days of 2019", "the second month of the year"."""
    start = at + 1 if frame.word(at) == "the" else at
    first = frame.word(start) in {"first", "opening"}
    last = frame.word(start) in {"last", "final"}
    found = (0, start + 1) if last or frame.word(start) == "opening" else ordinal(frame.tokens, start)
    if found is None:
        return _week_of(frame, start)
    number, after = found
    many = cardinal(frame.tokens, after) if first or last else None
    count, after = (many[0], many[1]) if many else (1.0, after)
    unit = UNITS.get(frame.word(after))
    if unit not in {"day", "week", "month"} or frame.word(after + 1) not in {"of", "in"}:
        return None
    around_ = _the_unit(frame, after + 2) or atom(frame, after + 2)
    if around_ is None:
        return Hit(after + 2, UNKNOWN)
    return Hit(around_.end, _slice(around_.interval, -1 if last else number or 1, int(count), unit))


def _slice(outer: Interval, number: int, count: int, unit: Unit) -> Interval:
    """The n-th unit of an interval, counted from the end if negative. A week belongs to where its Thursday lies."""
    if outer.low is None or outer.high is None or not 0 < count < 400:
        return UNKNOWN
    steps = number - 1 if number > 0 else -count
    if unit == "week":
        edge = outer.low if number > 0 else outer.high
        monday = days_after(edge, -edge.weekday())
        thursday = monday and days_after(monday, 3)
        if monday is None or thursday is None:
            return UNKNOWN
        shift = (7 if thursday < outer.low else 0) if number > 0 else (7 if thursday <= outer.high else 0)
        low = days_after(monday, shift + 7 * steps)
        return between(low, low and days_after(low, 7 * count - 1), "week")
    after = days_after(outer.high, 1)
    low = shifted(outer.low, steps, unit) if number > 0 else after and shifted(after, steps, unit)
    end = low and shifted(low, count, unit)
    if low is None or end is None or low < outer.low or low > outer.high:
        return UNKNOWN
    precision: TimePrecision = "range" if count > 1 else "day" if unit == "day" else "month"
    return between(low, days_after(end, -1), precision)


def _week_of(frame: Frame, at: int) -> Hit | None:
    if frame.word(at) != "week" or frame.word(at + 1) not in _WEEK_OF:
        return None
    day = atom(frame, at + 2 + (frame.word(at + 2) == "on")) or (
        atom(frame, at + 3) if frame.word(at + 2) == "the" else None
    )
    if day is None or day.interval.precision != "day":
        return None
    return Hit(day.end, whole("week", day.interval.low))


_WEEK_OF = frozenset({"of", "beginning", "starting", "commencing", "ending"})


def duration(frame: Frame, at: int) -> Hit | None:
    """ "within six months", "in two weeks" (unless the tense is past): a span or point counted from publication."""
    word = frame.word(at)
    if word == "for" and (hit := _stretch(frame, at + 1)):
        return hit
    found = amount(frame, at + 1 + (frame.word(at + 1) in {"the", "about", "around", "next"}))
    if found is None:
        return None
    count, unit, end = found
    if frame.word(end) in {"ago", "before", "after", "from", "later", "earlier"}:
        return None
    if word == "within":
        return Hit(end, running(frame.published, count, unit)) if frame.word(end) != "of" else None
    if word == "in" and (frame.tense == "future" or (frame.sure and frame.tense is None)):
        owned = frame.word(end + 1) if frame.word(end) in {"'", "’"} else ""
        if owned not in {"", "time"}:
            return None  # "in two months' wages"
        end += 2 if owned else 0
        return Hit(end, around(frame.published, count, unit))
    return Hit(end, UNKNOWN) if frame.sure else None


_RULES = (
    written,
    year_first, month_first, dated, nth, calendar_year, decade,
    season, quarter, feast, deictic, leaning, weekend, counted,
    _weekday_off, _unanchored,
    _part_of, _nth_of, _stretch, _rest_of, _so_far,
)  # fmt: skip
