"""Calendar arithmetic for time expressions: intervals, units, and dates of which the words give only a part."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from dragoman.records import TimePrecision
from dragoman.resolve._time_words import Unit

Tense = Literal["past", "future"]
Part = Literal["early", "mid", "late"]
DAY = timedelta(days=1)
_MONTHS_IN: dict[str, int] = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_PRECISIONS: dict[Unit, TimePrecision] = {
    "hour": "day", "day": "day", "week": "week", "month": "month", "quarter": "season",
    "year": "year", "decade": "range",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `low` to `high`, both included; None on a side that is open, on both where nothing is known."""

    low: date | None = None
    high: date | None = None
    precision: TimePrecision | None = None


UNKNOWN = Interval()


@dataclass(frozen=True, slots=True)
class Partial:
    """The parts of a date that the words give. `lean` is -1, 0 or 1 for "last", "this" and "next"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    lean: int | None = None


def make(year: int, month: int = 1, day: int = 1) -> date | None:
    """Return the date, or None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def between(low: date | None, high: date | None, precision: TimePrecision) -> Interval:
    """Return the interval, or UNKNOWN if it would run backwards or has no end at all."""
    if (low is None and high is None) or (low and high and low > high):
        return UNKNOWN
    return Interval(low, high, precision)


def on(day: date | None) -> Interval:
    """Return the interval of one day."""
    return Interval(day, day, "day") if day else UNKNOWN


def days_after(day: date, count: float) -> date | None:
    """Return the day so many days on (back if negative), None beyond the calendar."""
    try:
        return day + timedelta(days=int(count))
    except OverflowError:
        return None


def months_after(day: date, count: float) -> date | None:
    """Return the same day so many months on, the last of a shorter month; None beyond the calendar."""
    if abs(count) > 120_000:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + int(count), 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) if 1 <= year <= 9999 else None


def shifted(day: date, count: float, unit: Unit) -> date | None:
    """Return the day `count` units on; hours count as started days, half a year as six months."""
    if unit == "hour":
        return days_after(day, -(-count // 24) if count > 0 else count // 24 + (1 if count % 24 else 0))
    if unit in {"day", "week"}:
        return days_after(day, count * (7 if unit == "week" else 1))
    return months_after(day, count * _MONTHS_IN[unit])


def whole(unit: Unit, day: date | None) -> Interval:
    """Return the calendar unit that the day lies in; weeks begin on Monday."""
    if day is None:
        return UNKNOWN
    if unit in {"hour", "day"}:
        return on(day)
    if unit == "week":
        low = days_after(day, -day.weekday())
        return between(low, low and days_after(low, 6), "week")
    span = _MONTHS_IN[unit]
    index = day.year * 12 + day.month - 1
    first = make(*divmod_month(index - index % span))
    return between(first, _before(first and months_after(first, span)), _PRECISIONS[unit])


def divmod_month(index: int) -> tuple[int, int]:
    """Return year and month of a month counted from year 0."""
    return index // 12, index % 12 + 1


def month_span(first: date | None, months: int, precision: TimePrecision) -> Interval:
    """Return so many whole months from the first day on."""
    return between(first, _before(first and months_after(first, months)), precision) if first else UNKNOWN


def _before(day: date | None) -> date | None:
    return days_after(day, -1) if day else None


def running(published: date | None, count: float, unit: Unit) -> Interval:
    """Return the `count` units that end (if negative) or begin on the day of publication."""
    if published is None:
        return UNKNOWN
    other = shifted(published, count, unit)
    if other is None:
        return UNKNOWN
    return between(min(published, other), max(published, other), _PRECISIONS[unit])


def around(published: date | None, count: float, unit: Unit) -> Interval:
    """Return the calendar unit that lies `count` units away: "two years ago" is a year, "two and a half" a month."""
    if published is None:
        return UNKNOWN
    if count != int(count) and unit != "hour":
        months = _MONTHS_IN.get(unit)
        unit, count = ("month", count * months) if months else ("day", count * (7 if unit == "week" else 1))
    return whole(unit, shifted(published, count, unit))


def third(whole_: Interval, part: Part) -> Interval:
    """Return the early, middle or late third: 1-10, 11-20 and 21 to the end of a month, four months of a year.

    The codebook fixes "early March" as 1-10 March; the rest follows it. A decade splits 0-3, 4-6, 7-9.
    """
    low, high = whole_.low, whole_.high
    if low is None or high is None:
        return UNKNOWN
    days = (high - low).days + 1
    if days > 1000:
        years = (high.year - low.year + 1) // 10
        cuts = [low, make(low.year + 4 * years), make(low.year + 7 * years), days_after(high, 1)]
    elif days > 32:
        months = round(days / 30.44)
        cuts = [months_after(low, months * step // 3) for step in range(4)]
    else:
        step = 10 if days > 7 else 2
        cuts = [low, days_after(low, step), days_after(low, 2 * step), days_after(high, 1)]
    at = ("early", "mid", "late").index(part)
    return between(cuts[at], _before(cuts[at + 1]), "range")


def settle(part: Partial, published: date | None, tense: Tense | None) -> Interval:
    """Return the interval that a partial date means for a reader on the day of publication.

    A day or month without year is the latest one for the past tense, the next one for the future; without tense the
    nearest day and the latest month. UNKNOWN where the year cannot be told, or the day does not exist.
    """
    if part.year is not None:
        return _dated(part, part.year)
    if published is None:
        return UNKNOWN
    if part.month is None and part.day is None:
        return on(_weekday(part, published, tense))
    options = list(_options(part, published))
    if part.weekday is not None:
        options = [o for o in options if o.low and o.low.weekday() == part.weekday] or (options if part.month else [])
    if part.lean == 0:
        return next((o for o in options if o.low and o.low.year == published.year), UNKNOWN)
    if part.lean == 1:
        return next((o for o in options if o.low and o.low > published), UNKNOWN)
    if part.lean == -1:
        return next((o for o in reversed(options) if o.high and o.high < published), UNKNOWN)
    return _pick(options, published, tense)


def _dated(part: Partial, year: int) -> Interval:
    if part.month is None:
        return month_span(make(year), 12, "year")
    if part.day is None:
        return month_span(make(year, part.month), 1, "month")
    return on(make(year, part.month, part.day))


def _options(part: Partial, published: date) -> Iterable[Interval]:
    """The intervals that lack nothing, over some years (a 29 February needs eight) or some months."""
    if part.month is not None:
        found = (_dated(part, published.year + step) for step in range(-8, 9))
    else:
        months = (divmod_month(published.year * 12 + published.month - 1 + step) for step in range(-24, 25))
        found = (_dated(replace(part, month=month), year) for year, month in months)
    return (each for each in found if each.low)


def _pick(options: list[Interval], published: date, tense: str | None) -> Interval:
    past = [each for each in options if each.low and each.low <= published]
    future = [each for each in options if each.high and each.high >= published]
    last, following = (past[-1] if past else UNKNOWN), (future[0] if future else UNKNOWN)
    if tense == "past" or not following.low:
        return last
    if tense == "future" or not last.low:
        return following
    # A month ahead without a word of the future is rarer in news than one behind; a near day ahead is an announcement.
    if last.precision == "month":
        return last
    return following if following.low - published < published - last.low else last


def _weekday(part: Partial, published: date, tense: Tense | None) -> date | None:
    if part.weekday is None:
        return None
    if part.lean is not None:
        return days_after(published, part.weekday - published.weekday() + 7 * part.lean)
    if tense == "future":
        return days_after(published, (part.weekday - published.weekday()) % 7)
    return days_after(published, -((published.weekday() - part.weekday) % 7))


def easter(year: int) -> date | None:
    """Return Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return make(year, f // 31, f % 31 + 1)


def joined(left: Interval, right: Interval) -> Interval:
    """Return the stretch from the start of one interval to the end of the other."""
    if left.low is None or right.high is None:
        return UNKNOWN
    return between(left.low, right.high, "range")
