"""What comes back every year: seasons, quarters, halves, and feasts on a known date."""

from datetime import date, timedelta

from dragoman.records import TimePrecision
from dragoman.resolve._time_calendar import UNKNOWN, Interval, Partial, easter, make, month_span, on, settle
from dragoman.resolve._time_dates import Frame, Hit, lean_of, year_after
from dragoman.resolve._time_words import SEASONS, numeral, ordinal


def season(frame: Frame, at: int) -> Hit | None:
    """ "summer of 2014", "last winter", "this spring": three months of the northern hemisphere's calendar."""
    start = at + 1 if frame.word(at) == "the" else at
    word = frame.word(start)
    lean = lean_of(word)
    if lean is not None:
        start += 1
    name = frame.word(start)
    if name not in SEASONS:
        return None
    year, end = year_after(frame, start + 1)
    if year is None:
        year, end = _year_of(frame, end)
    if year is not None:
        if frame.word(end) in {"-", "/"} and len(frame.word(end + 1)) in {2, 4} and frame.word(end + 1).isdigit():
            end += 2
        return Hit(end, month_span(make(year, SEASONS[name]), 3, "season"))
    if (
        lean is None
        and not frame.sure
        and (name in {"fall", "spring"} or frame.word(at - 1) not in {"in", "the", "during"})
    ):
        return None
    return Hit(end, _recurring(frame, SEASONS[name], 3, lean))


def quarter(frame: Frame, at: int) -> Hit | None:
    """ "the third quarter of 2019", "Q3 2019", "2019 Q3", "the first half of 2022", "H1"; without year like months."""
    start = at + 1 if frame.word(at) == "the" else at
    year = numeral(frame.word(start)) if len(frame.word(start)) == 4 else None
    if year:
        start += 1 + (frame.word(start + 1) == "-")
    if named := _QUARTERS.get((frame.word(start) + frame.word(start + 1)) if frame.word(start) in {"q", "h"} else ""):
        number, months, end = *named, start + 2
    elif not year and (found := _ordinal_or_last(frame, start)):
        noun = frame.word(found[1])
        fiscal = noun in {"fiscal", "financial"}
        noun, end = frame.word(found[1] + fiscal), found[1] + 1 + fiscal
        months = {"quarter": 3, "half": 6}.get(noun, 0)
        number = found[0] if found[0] else 12 // max(months, 1)
        if not months or number * months > 12:
            return None
        if fiscal:
            return Hit(year_after(frame, end)[1], UNKNOWN)
    else:
        return None
    if year is None:
        year, end = _year_of(frame, end)
        if year is None and frame.word(end) == "of":
            return None
    precision: TimePrecision = "season" if months == 3 else "range"
    if year is not None:
        return Hit(end, month_span(make(year, (number - 1) * months + 1), months, precision))
    return Hit(end, _recurring(frame, (number - 1) * months + 1, months, None))


_QUARTERS = {f"q{n}": (n, 3) for n in range(1, 5)} | {f"h{n}": (n, 6) for n in (1, 2)}


def _ordinal_or_last(frame: Frame, at: int) -> tuple[int, int] | None:
    """The number and end of "third", "3rd"; 0 for "last", "final"."""
    if frame.word(at) in {"last", "final"} and frame.word(at + 2) == "of":
        return 0, at + 1
    return ordinal(frame.tokens, at)


def _year_of(frame: Frame, at: int) -> tuple[int | None, int]:
    """The year of "of 2019", "of this year", "of the year", "2019"."""
    year, end = year_after(frame, at)
    if year is not None or frame.word(at) != "of" or frame.published is None:
        return year, end
    lean, unit = (0, at + 2) if frame.word(at + 1) == "the" else (lean_of(frame.word(at + 1)), at + 2)
    if lean is not None and frame.word(unit) == "year":
        return frame.published.year + lean, unit + 1
    return None, at


def _recurring(frame: Frame, month: int, months: int, lean: int | None) -> Interval:
    """Months that come every year: those under way or last past, by tense; "last" excludes those under way."""
    if frame.published is None:
        return UNKNOWN
    today = frame.published
    options = [
        month_span(make(today.year + step, month), months, "season" if months == 3 else "range")
        for step in (-2, -1, 0, 1)
    ]
    if lean == 1 or (lean is None and frame.tense == "future"):
        fits = [
            each for each in options if each.low and each.high and (each.low > today if lean else each.high >= today)
        ]
        return fits[0] if fits else UNKNOWN
    if lean == 0:
        fits = [each for each in options if each.low and each.high and each.high >= today]
        return fits[0] if fits else UNKNOWN
    fits = [each for each in options if each.low and each.high and (each.high < today if lean else each.low <= today)]
    return fits[-1] if fits else UNKNOWN


_FEASTS = {
    ("christmas", "eve"): (12, 24), ("christmas", "day"): (12, 25), ("christmas",): (12, 25),
    ("boxing", "day"): (12, 26),
    ("new", "year", "'", "s", "eve"): (12, 31), ("new", "year", "’", "s", "eve"): (12, 31),
    ("new", "year", "'", "s", "day"): (1, 1), ("new", "year", "’", "s", "day"): (1, 1),
    ("new", "year", "'", "s"): (1, 1), ("new", "year", "’", "s"): (1, 1), ("new", "year"): (1, 1),
    ("valentine", "'", "s", "day"): (2, 14), ("may", "day"): (5, 1), ("halloween",): (10, 31),
}  # fmt: skip
_MOVING = {("good", "friday"): -2, ("easter", "sunday"): 0, ("easter", "monday"): 1, ("easter",): 0}


def feast(frame: Frame, at: int) -> Hit | None:
    """Days of the same date every year, and Easter. Feasts of other calendars are left unresolved: sighting decides."""
    lean = lean_of(frame.word(at))
    start = at + 1 if lean is not None else at
    words = tuple(frame.word(start + step) for step in range(5))
    name = next((key for key in (*_FEASTS, *_MOVING) if words[: len(key)] == key), None)
    if name is None:
        return None
    year, end = year_after(frame, start + len(name))
    if name in _FEASTS:
        part = Partial(year, *_FEASTS[name], lean=lean)
        return Hit(end, settle(part, frame.published, frame.tense), part)
    if frame.published is None and year is None:
        return Hit(end, UNKNOWN)
    today = frame.published or date(year or 1, 1, 1)
    days = [day + timedelta(days=_MOVING[name]) for step in (-1, 0, 1) if (day := easter((year or today.year) + step))]
    if year is not None:
        return Hit(end, on(days[1]))
    ahead = lean == 1 or (lean is None and frame.tense == "future")
    fits = [day for day in days if (day > today if ahead else day <= today)]
    return Hit(end, on(fits[0 if ahead else -1])) if fits else Hit(end, UNKNOWN)
