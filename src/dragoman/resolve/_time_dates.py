"""Dates that stand on their own: "Thursday, June 11", "30.11.2019", "the 1990s", "the summer of 2014", "Q3 2019".

Each rule is a function of a `Frame` and a position. It returns a `Hit`, or None where it does not apply. A rule that
knows an expression but not its date returns a hit of `UNKNOWN`, so that no smaller part of it is taken for the whole.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from dragoman.records import TimePrecision
from dragoman.resolve._time_calendar import UNKNOWN, Interval, Partial, Tense, easter, make, month_span, on, settle
from dragoman.resolve._time_words import (
    DAY_PARTS,
    MONTHS,
    NEXT_WORDS,
    PAST_WORDS,
    SEASONS,
    THIS_WORDS,
    UNITS,
    WEEKDAYS,
    Token,
    numeral,
    ordinal,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a rule may look at. `sure` says that a tagger vouches for the words, so that a bare "may" is the month."""

    tokens: list[Token]
    published: date | None
    tense: Tense | None
    sure: bool = False

    def word(self, at: int) -> str:
        """The lower-cased token at a place, "" beyond the ends."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""


class Hit(NamedTuple):
    """The end of an expression, its interval, and the partial date behind it if it is one.

    `edge` marks "the end of X": as a deadline it is the last day of X.
    """

    end: int
    interval: Interval
    partial: Partial | None = None
    edge: bool = False


def lean_of(word: str) -> int | None:
    """-1 for "last", 0 for "this", 1 for "next", and None for other words."""
    return -1 if word in PAST_WORDS else 0 if word in THIS_WORDS else 1 if word in NEXT_WORDS else None


def bare_day(frame: Frame, at: int) -> Hit | None:
    """A day number that only a month on the other side of a range makes a date."""
    start = at + 1 if frame.word(at) == "the" else at
    found = ordinal(frame.tokens, start)
    value, end = found or (numeral(frame.word(start)), start + 1)
    if value is None or not 1 <= value <= 31:
        return None
    return Hit(end, UNKNOWN, Partial(day=value))


def written(frame: Frame, at: int) -> Hit | None:
    """Numerals alone: 2019-11-30, 30.11.2019, 11/30/2019 (month first unless that is no month)."""
    word = frame.word(at)
    sign = next((each for each in "-./" if each in word[1:]), "")
    if not sign or not word[0].isdigit():
        return None
    fields = [int(field) for field in word.split(sign)]
    if len(word.split(sign)[0]) == 4:
        year, month, day = fields
    else:
        first, second, year = fields
        month, day = (second, first) if sign == "." or first > 12 else (first, second)
        if year < 100:
            year += 2000 if year < 50 else 1900
    return Hit(at + 1, on(make(year, month, day)), Partial(year, month, day))


def dated(frame: Frame, at: int) -> Hit | None:
    """Weekday, day, month and year in any order that news uses, with "last", "next" or "this" on either side."""
    place, part = at, Partial()
    if frame.word(place) == "the":
        place += 1
    if (lean := lean_of(frame.word(place))) is not None:
        part = replace(part, lean=lean)
        place += 1
        if frame.word(place) in NEXT_WORDS:
            place += 1
    part, place = _weekday(frame, place, part)
    for step in (_day, _month, _day, _year):
        part, place = step(frame, place, part)
    if part.weekday is None and part.month is None:
        return None
    if part.month is not None and not _surely_month(frame, at, place, part):
        return None
    part, place = _trailing(frame, place, part)
    return Hit(place, settle(part, frame.published, frame.tense), part)


def _weekday(frame: Frame, at: int, part: Partial) -> tuple[Partial, int]:
    number = WEEKDAYS.get(frame.word(at))
    if number is None or not (len(frame.word(at)) > 5 or frame.sure or _abbreviates(frame, at)):
        return part, at
    at += 1
    while frame.word(at) in DAY_PARTS:
        at += 1
    after = at + 1 if frame.word(at) in {",", ".", "the", "-"} else at
    after = after + 1 if frame.word(after) in {"the", "on"} else after
    # The comma belongs to the date only if a date follows: "Thursday, June 11", "Tuesday the 11th", not "Monday, 12 died".
    dated = _month_at(frame, after) or _month_at(frame, _after_day(frame, after)) or ordinal(frame.tokens, after)
    return replace(part, weekday=number), after if dated else at


def _abbreviates(frame: Frame, at: int) -> bool:
    """Whether a short weekday is no word or name of its own: "Sat." and "Sun 14", not "sat" and "the Sun"."""
    follows = frame.word(at + 1)
    return frame.tokens[at].raw[0].isupper() and (follows == "." or follows in MONTHS or follows[:1].isdigit())


def _after_day(frame: Frame, at: int) -> int:
    found = bare_day(frame, at)
    if found is None:
        return at
    return found.end + 1 if frame.word(found.end) in {"of", "-", "/"} else found.end


def _month_at(frame: Frame, at: int) -> int | None:
    return MONTHS.get(frame.word(at))


def _day(frame: Frame, at: int, part: Partial) -> tuple[Partial, int]:
    if part.day is not None:
        return part, at
    start = at + 1 if part.month is not None and frame.word(at) in {"the", "/", "."} else at
    found = bare_day(frame, start)
    if found is None or found.partial is None:
        return part, at
    before_month = part.month is None
    if before_month:
        the_ordinal = part.weekday is not None and ordinal(frame.tokens, start)
        if _month_at(frame, _after_day(frame, start)) is None and not the_ordinal:
            return part, at
    elif frame.word(found.end) in {"%", "percent", "million", "billion", "people"}:
        return part, at
    end = found.end
    if before_month and frame.word(end) in {"of", "-", "/"} and _month_at(frame, end + 1):
        end += 1
    return replace(part, day=found.partial.day), end


def _month(frame: Frame, at: int, part: Partial) -> tuple[Partial, int]:
    start = at + 1 if frame.word(at) == "the" else at
    number = _month_at(frame, start)
    if part.month is not None or number is None:
        return part, at
    end = start + 1
    if frame.word(end) == "." and (numeral(frame.word(end + 1)) or ordinal(frame.tokens, end + 1)):
        end += 1
    return replace(part, month=number), end


def _year(frame: Frame, at: int, part: Partial) -> tuple[Partial, int]:
    if part.month is None:
        return part, at
    year, end = year_after(frame, at)
    return replace(part, year=year), end


def year_after(frame: Frame, at: int) -> tuple[int | None, int]:
    """The year that completes a date: "2015", ", 2015", "of 2015", "/2015"."""
    start = at + 1 if frame.word(at) in {",", "of", "in", "/", "-", "."} else at
    value = numeral(frame.word(start))
    if value is not None and 1000 <= value <= 2199 and len(frame.word(start)) == 4:
        return value, start + 1
    return None, at


def _surely_month(frame: Frame, at: int, end: int, part: Partial) -> bool:
    """Whether "may", "march", "mar" are months here: they stand with a number, a preposition, or a capital in midst."""
    if frame.sure or part.year is not None or part.weekday is not None or part.lean is not None:
        return True
    token = next(token for token in frame.tokens[at:end] if token.word in MONTHS)
    if token.word not in {"may", "march", "mar", "jan", "sep", "dec"}:
        return True
    if part.day is not None and (token.raw[0].isupper() or frame.word(end - 1) == token.word):
        return True
    before = frame.word(at - 1)
    opens = before in {"in", "since", "until", "till", "by", "early", "mid", "late", "from", "between", "to", "of", "-", "and"}
    return opens and frame.word(at) != "the" and (token.raw[0].isupper() or token.word != "march" or before == "in")


def _trailing(frame: Frame, at: int, part: Partial) -> tuple[Partial, int]:
    """ "last", "of last year", "next week", "this month" after a date."""
    start = at + 1 if frame.word(at) in {"of", "in", ","} else at
    word = frame.word(start)
    lean = lean_of(word)
    if lean is None or part.year is not None:
        return part, at
    unit = frame.word(start + 1)
    if unit == "year" and part.month and frame.published:
        return replace(part, year=frame.published.year + lean), start + 2
    if unit == "week" and part.weekday is not None and part.month is None:
        return replace(part, lean=lean), start + 2
    if unit not in UNITS and lean == -1 and start == at and word == "last":
        return replace(part, lean=lean), start + 1
    return part, at


def nth(frame: Frame, at: int) -> Hit | None:
    """ "the 9th" of the month at hand."""
    if frame.word(at) != "the" or (found := ordinal(frame.tokens, at + 1)) is None or found[0] > 31:
        return None
    value, end = found
    if not frame.sure and (frame.word(at - 1) not in {"on", "until", "by", "since"} or frame.word(end)[:1].isalnum()):
        return None
    if frame.word(end) in UNITS or frame.word(end) == "century":
        return None
    part = Partial(day=value)
    return Hit(end, settle(part, frame.published, frame.tense), part)


_YEAR_OPENERS = frozenset(
    "in since of from until till by during before after between and to through - – ( , early mid late year spring summer "
    "autumn fall winter is was".split()
)
_YEAR_FOLLOWERS = frozenset("and or to when but while as for with by until through the a in at on that after before until".split())


def calendar_year(frame: Frame, at: int) -> Hit | None:
    """A year: alone where a preposition or article leads to it, else only after "year"."""
    start = at
    for word in ("the", "calendar", "year"):
        start += frame.word(start) == word
    if frame.word(start) in {"fiscal", "fy"}:
        end = start + 1 + (frame.word(start + 1) == "year")
        return Hit(end + ((numeral(frame.word(end)) or 0) > 0), UNKNOWN)
    value = numeral(frame.word(start))
    if value is None or len(frame.word(start)) != 4 or not 1000 <= value <= 2199:
        return None
    if not frame.sure and not _surely_year(frame, start, value):
        return None
    part = Partial(year=value)
    return Hit(start + 1, settle(part, None, None), part)


def _surely_year(frame: Frame, at: int, value: int) -> bool:
    before, after = frame.word(at - 1), frame.word(at + 1)
    if before == "year":
        return True
    if not 1800 <= value <= 2100 or before in {"$", "€", "£", "#"} or after in {"%", "percent"}:
        return False
    counted = after[:1].isalpha() and after not in _YEAR_FOLLOWERS
    if counted and (after.endswith("s") or value % 100 == 0):
        return False
    return before in _YEAR_OPENERS or before in {"the", "a", "this", "s", "its", "their", "his", "her"} and counted


def decade(frame: Frame, at: int) -> Hit | None:
    """ "the 1990s", "the '90s", "the nineties", "the 21st century"."""
    start = at + 1 if frame.word(at) == "the" else at
    start += frame.word(start) in {"'", "’"}
    word = frame.word(start)
    if (found := ordinal(frame.tokens, start)) and frame.word(found[1]) == "century" and 0 < found[0] < 30:
        first = make(max(1, 100 * (found[0] - 1)))
        return Hit(found[1] + 1, month_span(first, 1200, "range"))
    if word.endswith("s") and word[:-1].isdigit() and len(word) in {3, 5} and word[-2] == "0":
        low = int(word[:-1])
        if len(word) == 3 and start == at and not frame.sure:
            return None
    elif word in _NINETIES:
        low = _NINETIES[word]
    else:
        return None
    if low < 100:
        low += 1900 if low >= 20 else 2000
    years = 100 if low % 100 == 0 and len(word) == 5 and low < 2000 else 10
    return Hit(start + 1, month_span(make(low), 12 * years, "range"))


_NINETIES = {"twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90}


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
    if year is None and frame.word(end) == "of" and (late := lean_of(frame.word(end + 1))) is not None:
        if frame.word(end + 2) == "year" and frame.published:
            year, end = frame.published.year + late, end + 3
    if year is not None:
        if frame.word(end) in {"-", "/"} and len(frame.word(end + 1)) in {2, 4} and frame.word(end + 1).isdigit():
            end += 2
        return Hit(end, month_span(make(year, SEASONS[name]), 3, "season"))
    if lean is None and not frame.sure and (name in {"fall", "spring"} or frame.word(at - 1) not in {"in", "the", "during"}):
        return None
    return Hit(end, _recurring(frame, SEASONS[name], 3, lean))


def quarter(frame: Frame, at: int) -> Hit | None:
    """ "the third quarter of 2019", "Q3 2019", "2019 Q3", "the first half of 2022", "H1"; without year as months are."""
    start = at + 1 if frame.word(at) == "the" else at
    year = numeral(frame.word(start)) if len(frame.word(start)) == 4 else None
    if year:
        start += 1 + (frame.word(start + 1) == "-")
    if (named := _QUARTERS.get((frame.word(start) + frame.word(start + 1)) if frame.word(start) in {"q", "h"} else "")) :
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
    options = [month_span(make(today.year + step, month), months, "season" if months == 3 else "range") for step in (-2, -1, 0, 1)]
    if lean == 1 or lean is None and frame.tense == "future":
        fits = [each for each in options if each.low and each.high and (each.low > today if lean else each.high >= today)]
        return fits[0] if fits else UNKNOWN
    if lean == 0:
        fits = [each for each in options if each.low and each.high and each.high >= today]
        return fits[0] if fits else UNKNOWN
    fits = [each for each in options if each.low and each.high and (each.high < today if lean else each.low <= today)]
    return fits[-1] if fits else UNKNOWN


_FEASTS = {("christmas", "eve"): (12, 24), ("christmas", "day"): (12, 25), ("christmas",): (12, 25), ("boxing", "day"): (12, 26),
           ("new", "year", "'", "s", "eve"): (12, 31), ("new", "year", "’", "s", "eve"): (12, 31), ("new", "year", "'", "s", "day"): (1, 1),
           ("new", "year", "’", "s", "day"): (1, 1), ("new", "year", "'", "s"): (1, 1), ("new", "year"): (1, 1),
           ("valentine", "'", "s", "day"): (2, 14), ("may", "day"): (5, 1), ("halloween",): (10, 31)}  # fmt: skip
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
    ahead = lean == 1 or lean is None and frame.tense == "future"
    fits = [day for day in days if (day > today if ahead else day <= today)]
    return Hit(end, on(fits[0 if ahead else -1])) if fits else Hit(end, UNKNOWN)
