"""The grammar of English time expressions: ranges and bounds around the simple ones."""

from dataclasses import replace
from datetime import date

from dragoman.resolve._time_atoms import atom, counted, duration, nearest
from dragoman.resolve._time_calendar import (
    UNKNOWN,
    Interval,
    Partial,
    between,
    days_after,
    divmod_month,
    joined,
    on,
    settle,
)
from dragoman.resolve._time_dates import Frame, Hit, bare_day, trailing, year_after
from dragoman.resolve._time_words import WEEKDAYS


def expression(frame: Frame, at: int) -> Hit | None:
    """Return the longest time expression that begins at this token, ranges and prepositions included."""
    hit = _bounded(frame, at) or _range(frame, at) or _listed(frame, at)
    return hit and (_open_ended(frame, hit) or _on_weekday(frame, hit) or hit)


def _open_ended(frame: Frame, hit: Hit) -> Hit | None:
    """ "2015 or later", "1991 and earlier", "2011 onwards": the expression with one side open."""
    linked = frame.word(hit.end) in {"or", "and"}
    word = frame.word(hit.end + linked)
    if word in {"onward", "onwards"}:
        side = "later"
    elif linked and word in {"later", "after", "earlier", "before"}:
        side = "later" if word in {"later", "after"} else "earlier"
        # "on Monday and later in Rome", "in 2014 and before the war": the word leads on to something else.
        if frame.word(hit.end + 2)[:1].isalnum() and (frame.word(hit.end), word) != ("or", "later"):
            return None
    else:
        return None
    low, high = hit.interval.low, hit.interval.high
    return Hit(hit.end + linked + 1, between(low, None, "range") if side == "later" else between(None, high, "range"))


def _on_weekday(frame: Frame, hit: Hit) -> Hit | None:
    """ "last week, on Tuesday", "in three days on Friday": the weekday within a week, or next to a counted day."""
    start = hit.end + (frame.word(hit.end) in {",", "."})
    weekday = WEEKDAYS.get(frame.word(start + 1)) if frame.word(start) == "on" else None
    low, high = hit.interval.low, hit.interval.high
    if weekday is None or low is None or high is None or hit.partial is not None:
        return None
    if hit.interval.precision == "week" and (high - low).days == 6:
        return Hit(start + 2, on(days_after(low, weekday)))
    return Hit(start + 2, on(nearest(low, weekday))) if low == high else None


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
    if (word, following) == ("to", "date"):
        return Hit(at + 2, between(None, frame.published, "range"))
    if deadline := _deadline_words(frame, at):
        word, start = deadline
    elif (word, following) in {("prior", "to"), ("ahead", "of"), ("as", "of"), ("later", "than"), ("earlier", "than")}:
        start = at + 2
    elif word in {"starting", "beginning"} and following != "of":
        start = at + 1 + (following in {"on", "in", "from"})
    elif word not in {"since", "until", "till", "before", "after", "by"}:
        return None
    ahead = word in {"until", "till", "by"} or (word in {"starting", "beginning"} and frame.word(start) in WEEKDAYS)
    if frame.tense is None and ahead:
        frame = replace(frame, tense="future")
    hit = expression(frame, start)
    return hit and hit._replace(interval=bound(word, hit, frame.published), partial=None, edge=False)


def _deadline_words(frame: Frame, at: int) -> tuple[str, int] | None:
    """What "no later than" and "as early as" amount to, and where they end."""
    phrase = (frame.word(at), frame.word(at + 1), frame.word(at + 2))
    if phrase[0] in {"no", "not"} and phrase[1:] in {("later", "than"), ("earlier", "than")}:
        return "by" if phrase[1] == "later" else "starting", at + 3
    return ("starting", at + 3) if phrase in {("as", "early", "as"), ("as", "soon", "as")} else None


def _beyond(frame: Frame, at: int) -> Hit | None:
    """ "more than two years ago", "less than a week after Easter": open on the far side, or up to the anchor's."""
    hit = counted(frame, at + 2)
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
    if word in {"before", "prior", "ahead", "earlier"}:
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
    if right is None and _is_bare(left):
        right = _day_in(frame, after)
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


def _day_in(frame: Frame, at: int) -> Hit | None:
    """The day of "4-23 in next month", "4 to 23 of this month"."""
    found = bare_day(frame, at)
    if found is None or found.partial is None:
        return None
    part, end = trailing(frame, found.end, found.partial)
    return Hit(end, settle(part, frame.published, frame.tense), part) if part.month else None


def _day_of(frame: Frame, at: int, left: Hit) -> Hit | None:
    """The day of "June 11-14", which takes its month from the left, and a year that follows."""
    if left.partial is None or left.partial.month is None or left.partial.day is None:
        return None
    found = bare_day(frame, at)
    if found is None or found.partial is None:
        return None
    part = replace(left.partial, day=found.partial.day, weekday=None)
    if frame.word(at - 1) in {"to", "until", "till", "through"} and (found.partial.day or 0) < left.partial.day:
        part = _next_month(part)
    year, end = year_after(frame, found.end)
    part = replace(part, year=year or part.year)
    return Hit(end, settle(part, frame.published, frame.tense), part)


def _next_month(part: Partial) -> Partial:
    year, month = divmod_month((part.year or 0) * 12 + (part.month or 0))
    return replace(part, year=year if part.year else None, month=month)


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
    if a.year is None and a.lean is None and last.low and (a.weekday is None or a.month):
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
    if word in {"in", "within", "over", "for"} and (found := duration(frame, at)):
        return found
    if word not in _OPENERS:
        return None
    return expression(frame, at + 1) if word != "the" or frame.word(at + 1) != "the" else None
