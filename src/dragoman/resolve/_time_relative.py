"""Expressions that lean on the day of publication: "yesterday evening", "last week", "over the next few months"."""

from datetime import date

from dragoman.resolve._time_calendar import (
    UNKNOWN,
    Interval,
    between,
    days_after,
    month_span,
    months_after,
    on,
    running,
    shifted,
    whole,
)
from dragoman.resolve._time_dates import Frame, Hit
from dragoman.resolve._time_words import DAY_PARTS, NEXT_WORDS, PAST_WORDS, THIS_WORDS, UNITS, and_more, cardinal, vague


def deictic(frame: Frame, at: int) -> Hit | None:
    """ "today", "last night", "the day after tomorrow", "this morning"."""
    today = frame.published
    words = tuple(frame.word(at + step) for step in range(4))
    if words[:4] == ("the", "day", "before", "yesterday"):
        return Hit(at + 4, _day_off(today, -2))
    if words[:4] == ("the", "day", "after", "tomorrow"):
        return Hit(at + 4, _day_off(today, 2))
    if words[:2] == ("last", "night"):
        return Hit(at + 2, _day_off(today, -1))
    if words[0] == "this" and words[1] in DAY_PARTS:
        return Hit(at + 2, _day_off(today, 0))
    if (beyond := _beyond_next(frame, at)) is not None:
        return beyond
    if words[0] == "overnight":
        return Hit(at + 1, between(today and days_after(today, -1), today, "day"))
    if frame.word(at - 1) in {"to", "until", "till", "and"} and (end := _present(frame, at)):
        return Hit(end, _day_off(today, 0))
    steps = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1} | (
        {"now": 0} if frame.sure or frame.word(at - 1) in {"and", "to", "until", "between"} else {}
    )
    if words[0] not in steps:
        return None
    end = at + 1
    while frame.word(end) in DAY_PARTS:
        end += 1
    return Hit(end, _day_off(today, steps[words[0]]))


def _present(frame: Frame, at: int) -> int:
    """The end of "date", "the present day", "the current date", "this day" behind a "to" or "until"; 0 if none."""
    start = at + 1 if frame.word(at) == "the" else at
    if frame.word(start) in {"present", "current"}:
        return start + 1 + (frame.word(start + 1) in {"day", "date", "time"})
    if frame.word(start) == "date" and frame.word(at - 1) != "and":
        return start + 1
    return start + 2 if (frame.word(start), frame.word(start + 1)) == ("this", "day") else 0


def _beyond_next(frame: Frame, at: int) -> Hit | None:
    """ "the week after next", "the month before last"."""
    start = at + 1 if frame.word(at) == "the" else at
    sign = {("after", "next"): 1, ("before", "last"): -1}.get((frame.word(start + 1), frame.word(start + 2)))
    if sign is None:
        return None
    if frame.word(start) == "weekend":
        return Hit(start + 3, _weekend(frame, "next" if sign > 0 else "last", weeks=2))
    if (unit := UNITS.get(frame.word(start))) is None or unit in {"hour", "day"}:
        return None
    return Hit(start + 3, whole(unit, frame.published and shifted(frame.published, 2 * sign, unit)))


def _day_off(today: date | None, days: int) -> Interval:
    return on(today and days_after(today, days))


def leaning(frame: Frame, at: int) -> Hit | None:
    """ "last week", "the next few months", "the past 48 hours", "this year", "in recent days", "the coming weeks"."""
    start = at + 1 if frame.word(at) == "the" else at
    word = frame.word(start)
    count: tuple[float, int] | None = None
    if word not in PAST_WORDS | NEXT_WORDS | THIS_WORDS | {"recent"}:
        count = cardinal(frame.tokens, start) if word not in {"a", "an"} else None
        word = frame.word(count[1]) if count else ""
        if count is None or word not in PAST_WORDS | NEXT_WORDS:
            return None
        start = count[1]
    after = start + 1
    if count is None and (found := vague(frame.tokens, after) or cardinal(frame.tokens, after)):
        count, after = found, found[1]
    unit_word = frame.word(after)
    if unit_word in {"fiscal", "financial"}:
        return Hit(after + 2, UNKNOWN)
    if count is None and (end := _working_week(frame, after)):
        week = whole("week", frame.published and days_after(frame.published, 7 * _sign(word)))
        return Hit(end, between(week.low, week.low and days_after(week.low, 4), "range"))
    if unit_word == "calendar":
        after, unit_word = after + 1, frame.word(after + 1)
    if unit_word in {"weekend", "weekends"}:
        return Hit(after + 1, _weekend(frame, word))
    if unit_word in {"fortnight", "century"}:
        return (
            Hit(after + 1, running(frame.published, -2 if word in PAST_WORDS else 2, "week"))
            if unit_word == "fortnight"
            else None
        )
    if (unit := UNITS.get(unit_word)) is None:
        return None
    if count and after == start + 1 and not unit_word.endswith("s"):
        return None  # "only 3 next week"
    if count is None and unit_word.endswith("s"):
        count = (3, after)
    sign = _sign(word)
    if count is None and word == "past" and unit != "quarter":
        return Hit(after + 1, running(frame.published, -1, unit))
    if count is None or sign == 0:
        return Hit(after + 1, whole(unit, frame.published and shifted(frame.published, sign, unit)))
    if unit == "quarter":
        return Hit(after + 1, _whole_quarters(frame.published, sign * int(count[0])))
    number, unit, end = and_more(frame.tokens, after + 1, count=count[0], unit=unit)
    return Hit(end, running(frame.published, sign * number, unit))


def _sign(word: str) -> int:
    return -1 if word in PAST_WORDS or word == "recent" else 1 if word in NEXT_WORDS else 0


def _working_week(frame: Frame, at: int) -> int:
    """The end of "working week", "work week", "workweek"; 0 if there is none."""
    if frame.word(at) == "workweek":
        return at + 1
    return at + 2 if frame.word(at) in {"working", "work"} and frame.word(at + 1) == "week" else 0


def _whole_quarters(published: date | None, count: int) -> Interval:
    """Quarters are accounts: "the last two quarters" are whole ones, the one under way left out."""
    now = whole("quarter", published)
    if now.low is None or now.high is None or count == 0:
        return UNKNOWN
    if count > 0:
        return month_span(days_after(now.high, 1), 3 * count, "range")
    first = months_after(now.low, 3 * count)
    return month_span(first, -3 * count, "range")


def _weekend(frame: Frame, word: str, *, weeks: int = 1) -> Interval:
    """ "the weekend" is the latest for the past; "last", "this" and "next" count weeks from Monday to Sunday."""
    if frame.published is None:
        return UNKNOWN
    saturday = days_after(frame.published, 5 - frame.published.weekday())
    if word in PAST_WORDS or (word == "" and frame.tense != "future" and frame.published.weekday() < 5):
        saturday = saturday and days_after(saturday, -7 * weeks)
    elif word in NEXT_WORDS:
        saturday = saturday and days_after(saturday, 7 * weeks)
    return between(saturday, saturday and days_after(saturday, 1), "range")


def weekend(frame: Frame, at: int) -> Hit | None:
    start = at + 1 if frame.word(at) == "the" else at
    return Hit(start + 1, _weekend(frame, "")) if frame.word(start) == "weekend" else None
