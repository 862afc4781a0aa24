"""The grammar of English time expressions: tokens in, the longest expression at a place out."""

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
    joined,
    on,
    running,
    settle,
    shifted,
    third,
    whole,
)
from dragoman.resolve._time_dates import (
    Frame,
    Hit,
    bare_day,
    calendar_year,
    dated,
    decade,
    nth,
    written,
    year_after,
    year_first,
)
from dragoman.resolve._time_relative import deictic, leaning, weekend
from dragoman.resolve._time_seasons import feast, quarter, season
from dragoman.resolve._time_words import EARLY, LATE, MIDDLE, UNITS, WEEKDAYS, Unit, cardinal, ordinal


def expression(frame: Frame, at: int) -> Hit | None:
    """Return the longest time expression that begins at this token, ranges and prepositions included."""
    return _bounded(frame, at) or _range(frame, at) or _listed(frame, at)


# --- ranges and bounds ---------------------------------------------------------------------------------------------

_SINCE = {"since"}
_UNTIL = {"until", "till", "through"}
_OPENERS = {
    "on",
    "in",
    "at",
    "during",
    "throughout",
    "around",
    "about",
    "over",
    "within",
    "of",
    "from",
    "for",
    "the",
    "as",
}


def _bounded(frame: Frame, at: int) -> Hit | None:
    word, following = frame.word(at), frame.word(at + 1)
    start = at + 1
    if (word, following) in {("more", "than"), ("less", "than"), ("at", "least")}:
        return _beyond(frame, at)
    if (word, following) in {("prior", "to"), ("ahead", "of"), ("as", "of"), ("later", "than")}:
        start = at + 2
    elif word in {"starting", "beginning"} and following != "of":
        start = at + 1 + (following in {"on", "in", "from"})
    elif word not in {"since", "until", "till", "before", "after", "by"}:
        return None
    if frame.tense is None and word in {"until", "till", "by"}:
        frame = replace(frame, tense="future")
    hit = expression(frame, start)
    return hit and hit._replace(interval=bound(word, hit, frame.published), partial=None, edge=False)


def _beyond(frame: Frame, at: int) -> Hit | None:
    """ "more than two years ago", "less than a week after Easter": open on the far side, or up to the anchor's."""
    hit = _counted(frame, at + 2)
    if hit is None or hit.interval.low is None or hit.interval.high is None:
        return hit
    low, high, back = (
        hit.interval.low,
        hit.interval.high,
        frame.published is None or hit.interval.high < frame.published,
    )
    if frame.word(at) == "less":
        return hit._replace(
            interval=between(low, frame.published, "range") if back else between(frame.published, high, "range")
        )
    forward = any(frame.word(i) in {"after", "from", "hence", "following"} for i in range(at, hit.end))
    return hit._replace(interval=between(low, None, "range") if forward else between(None, high, "range"))


def bound(word: str, hit: Hit, published: date | None) -> Interval:
    """Return what "since", "until", "before", "after" or "by" makes of an interval.

    "since" runs to the day of publication and "until" starts there; "before" and "after" leave a side open; "by X" is
    X itself, as the codebook has it, and its last day if X is "the end of" something.
    """
    low, high = hit.interval.low, hit.interval.high
    if low is None or high is None:
        return UNKNOWN
    if word in {"since", "as", "starting", "beginning"}:
        return between(low, published if published and published >= low and word == "since" else None, "range")
    if word in {"until", "till"}:
        return between(published if published and published < high else None, high, "range")
    if word in {"before", "prior", "ahead"}:
        return between(None, high if hit.edge else days_after(low, -1), "range")
    if word in {"after", "later"}:
        return between(days_after(high, 1), None, "range")
    return on(high) if word == "by" and hit.edge else hit.interval


def _range(frame: Frame, at: int) -> Hit | None:
    """ "from A to B", "between A and B", "A to B", "A - B"; B lends A the month or year that A lacks."""
    word = frame.word(at)
    start = at + 1 if word in {"from", "between"} else at
    left = atom(frame, start) or bare_day(frame, start)
    if left is None:
        return atom(frame, at) if start > at else None
    links = (
        {"and", "-", "–", "to", "~", "through"}
        if word == "between"
        else {"to", "until", "till", "through", "-", "–", "—", "~"}
    )
    if _is_bare(left) and frame.word(left.end) in {"and", "or", ","}:
        links = {"and", "or", ","}
    if frame.word(left.end) not in links:
        return left if left.partial is None or left.interval.low or not _is_bare(left) else None
    after = left.end + 1
    right = atom(frame, after + (frame.word(after) == "the" and bare_day(frame, after) is None))
    if right is None or _is_bare(right):
        right = _day_of(frame, after, left) or right
    if right is None:
        return None if _is_bare(left) else left
    return Hit(right.end, _span(frame, left, right))


def _is_bare(hit: Hit) -> bool:
    return (
        hit.partial is not None
        and hit.partial.month is None
        and hit.partial.year is None
        and hit.partial.weekday is None
    )


def _day_of(frame: Frame, at: int, left: Hit) -> Hit | None:
    """The day of "June 11-14", which takes its month from the left, and a year that follows."""
    if left.partial is None or left.partial.month is None or left.partial.day is None:
        return None
    found = bare_day(frame, at)
    if found is None or found.partial is None:
        return None
    part = replace(left.partial, day=found.partial.day, weekday=None)
    year, end = year_after(frame, found.end)
    part = replace(part, year=year or part.year)
    return Hit(end, settle(part, frame.published, frame.tense), part)


def _span(frame: Frame, left: Hit, right: Hit) -> Interval:
    a, b = left.partial, right.partial
    if a is None or b is None:
        return joined(left.interval, right.interval)
    if a.month is None and a.weekday is None and a.day is not None:
        a = replace(a, month=b.month)
    if a.day is not None and a.month is None and a.weekday is None:
        return UNKNOWN
    if a.year is None and b.year is not None and a.month is not None and a.lean is None:
        a = replace(a, year=b.year)
        first = settle(a, frame.published, frame.tense)
        if first.low and right.interval.low and first.low > right.interval.low:
            a = replace(a, year=b.year - 1)
    if left.partial != a and a.month and b.month and (a.day or 0) > (b.day or 32):
        a = replace(a, month=a.month - 1 or 12)
    last = settle(b, frame.published, frame.tense)
    if a.year is None and last.low and (a.weekday is None or a.month):
        return joined(settle(a, last.low, "past"), last)
    first = settle(a, frame.published, frame.tense)
    if b.weekday is not None and b.month is None and first.low:
        return joined(first, settle(replace(b, lean=None), first.low, "future"))
    if b.year is None and first.low and (last.low is None or last.low < first.low):
        last = settle(b, first.low, "future")
    return joined(first, last)


def _listed(frame: Frame, at: int) -> Hit | None:
    """An expression that may follow a preposition or article: "on the 9th", "in the coming weeks"."""
    word = frame.word(at)
    if word in {"in", "within", "over", "for"} and (found := _duration(frame, at)):
        return found
    if word not in _OPENERS:
        return None
    return expression(frame, at + 1) if word != "the" or frame.word(at + 1) != "the" else None


# --- simple expressions --------------------------------------------------------------------------------------------


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
    return count, unit, end + 1


def _counted(frame: Frame, at: int) -> Hit | None:
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
    hit = _counted(frame, at + 1 + (frame.word(at + 1) == ","))
    if hit is None or frame.published is None or hit.interval.low is None:
        return None
    middle = hit.interval.low + ((hit.interval.high or hit.interval.low) - hit.interval.low) / 2
    return Hit(hit.end, on(days_after(middle, (number - middle.weekday() + 3) % 7 - 3)))


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
    if frame.word(at) != "week" or frame.word(at + 1) not in {"of", "beginning", "starting", "ending"}:
        return None
    day = atom(frame, at + 2 + (frame.word(at + 2) == "on")) or (
        atom(frame, at + 3) if frame.word(at + 2) == "the" else None
    )
    if day is None or day.interval.precision != "day":
        return None
    return Hit(day.end, whole("week", day.interval.low))


def _duration(frame: Frame, at: int) -> Hit | None:
    """ "within six months", "in two weeks" (unless the tense is past): a span or point counted from publication."""
    word = frame.word(at)
    found = amount(frame, at + 1 + (frame.word(at + 1) in {"the", "about", "around", "next"}))
    if found is None:
        return None
    count, unit, end = found
    if frame.word(end) in {"ago", "before", "after", "from", "later", "earlier"}:
        return None
    if word == "within":
        return Hit(end, running(frame.published, count, unit)) if frame.word(end) != "of" else None
    if word == "in" and (frame.tense == "future" or (frame.sure and frame.tense is None)):
        end += 2 if frame.word(end) in {"'", "’"} and frame.word(end + 1) == "time" else 0
        return Hit(end, around(frame.published, count, unit))
    return Hit(end, UNKNOWN) if frame.sure else None


_RULES = (
    written,
    year_first, dated, nth, calendar_year, decade, season, quarter, feast, deictic, leaning, weekend, _counted,
    _weekday_off, _unanchored,
    _part_of, _nth_of,
)  # fmt: skip
