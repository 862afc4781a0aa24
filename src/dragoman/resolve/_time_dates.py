"""Dates that stand on their own: "Thursday, June 11", "30.11.2019", "March 2015", "the 9th".

Each rule is a function of a `Frame` and a position. It returns a `Hit`, or None where it does not apply. A rule that
knows an expression but not its date returns a hit of `UNKNOWN`, so that no smaller part of it is taken for the whole.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from dragoman.resolve._time_calendar import (
    UNKNOWN,
    Interval,
    Partial,
    Tense,
    make,
    months_after,
    on,
    settle,
)
from dragoman.resolve._time_words import (
    DAY_PARTS,
    MONTHS,
    NEXT_WORDS,
    PAST_WORDS,
    THIS_WORDS,
    UNITS,
    WEEKDAYS,
    Token,
    cardinal,
    numeral,
    ordinal,
    spoken_year,
    words,
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


NOTHING = Partial()


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
    if value is None and (spelled := _spelled_day(frame, start)):
        value, end = spelled
    if value is None or not 1 <= value <= 31:
        return None
    return Hit(end, UNKNOWN, Partial(day=value))


def _spelled_day(frame: Frame, at: int) -> tuple[int, int] | None:
    """The day of "January twenty-five" and "fifteen August", not the year of "October two thousand"."""
    found = cardinal(frame.tokens, at) if frame.sure and spoken_year(frame.tokens, at) is None else None
    if found is None or not (frame.word(at - 1) in MONTHS or frame.word(found[1]) in MONTHS):
        return None
    return int(found[0]), found[1]


def written(frame: Frame, at: int, given: Partial = NOTHING) -> Hit | None:
    """Numerals alone: 2019-11-30, 30.11.2019, 11/30/2019 (month first unless that is no month).

    A weekday or "next" that was `given` before it helps to read a day that lacks its year.
    """
    word = frame.word(at)
    sign = next((each for each in "-./" if each in word[1:]), "")
    if not sign or not word[0].isdigit():
        return None
    fields = [int(field) for field in word.split(sign)]
    if len(fields) == 2:
        return _short(frame, at + 1, given, order=_orders(*fields, day_first=False))
    if len(word.split(sign)[0]) == 4:
        year, month, day = fields
    else:
        first, second, year = fields
        month, day = (second, first) if sign == "." or first > 12 else (first, second)
        if year < 100:
            year = in_century(year, frame.published)
    return Hit(at + 1, on(make(year, month, day)), Partial(year, month, day))


def in_century(digits: int, published: date | None) -> int:
    """Return the year that two digits mean: at most ten years ahead of the publication, else in the century before."""
    latest = published.year + 10 if published else 2049
    return latest - (latest - digits) % 100


def _orders(first: int, second: int, *, day_first: bool) -> list[tuple[int, int]]:
    """The readings of two numerals as month and day, the likelier one first."""
    orders = [(first, second), (second, first)]
    return [(month, day) for month, day in (orders[::-1] if day_first else orders) if month <= 12 and 1 <= day <= 31]


def _short(frame: Frame, end: int, given: Partial, *, order: list[tuple[int, int]]) -> Hit | None:
    """ "22/04", "10/25": a day without year, where a tagger vouches for it or a weekday stands before."""
    if not (frame.sure or given.weekday is not None) or not order:
        return None
    year, end = year_after(frame, end)
    parts = [Partial(year, month, day, lean=given.lean) for month, day in order]
    hits = [Hit(end, settle(part, frame.published, frame.tense), part) for part in parts]
    fitting = [hit for hit in hits if _falls_on(hit, given.weekday)]
    return min(fitting, key=lambda hit: _distance(hit, frame.published), default=hits[0])


def _distance(hit: Hit, published: date | None) -> int:
    return abs((hit.interval.low - published).days) if hit.interval.low and published else 0


def _falls_on(hit: Hit, weekday: int | None) -> bool:
    return hit.interval.low is not None and weekday is not None and hit.interval.low.weekday() == weekday


def _dotted(frame: Frame, at: int, given: Partial) -> Hit | None:
    """ "Friday 7.6", "Friday 7-6": a day only if one of its readings falls on the weekday before it."""
    first, second, sign = numeral(frame.word(at)), numeral(frame.word(at + 2)), frame.word(at + 1)
    if not frame.sure or first is None or second is None or sign not in {".", "-"} or not _glued(frame, at + 1):
        return None
    hit = _short(frame, at + 3, given, order=_orders(first, second, day_first=sign == "."))
    return hit if hit and _falls_on(hit, given.weekday) else None


def year_first(frame: Frame, at: int) -> Hit | None:
    """ "2019-aug-01", "2020/Sep/23", "2017 April", "2015-03", "2015-12"; "2014-18" are years, left to the ranges."""
    year, sign = numeral(frame.word(at)), frame.word(at + 1)
    if year is None or len(frame.word(at)) != 4 or not 1000 <= year <= 2199:
        return None
    if frame.sure and sign in MONTHS:
        found = bare_day(frame, at + 2)
        part = Partial(year, MONTHS[sign], found.partial.day if found and found.partial else None)
        return Hit(found.end if found else at + 2, settle(part, None, None), part)
    if sign not in {"-", "/"}:
        return None
    month, digits = MONTHS.get(frame.word(at + 2)), frame.word(at + 2)
    day = numeral(frame.word(at + 4)) if frame.word(at + 3) == sign else None
    if month and day:
        part = Partial(year, month, day)
        return Hit(at + 5, settle(part, None, None), part)
    if not month and frame.sure and digits.isascii() and digits.isdigit() and len(digits) < 3:
        # "2010-12" may be three years; "2015-12" would run backwards, so it is a month.
        month = int(digits) if len(digits) == 1 or int(digits) < min(13, year % 100) or digits[0] == "0" else None
    if not month or not 1 <= month <= 12:
        return None
    part = Partial(year, month)
    return Hit(at + 3, settle(part, None, None), part)


def month_first(frame: Frame, at: int) -> Hit | None:
    """ "03/2015", "12-2015": a month, where a tagger vouches for it."""
    month, year = numeral(frame.word(at)), numeral(frame.word(at + 2))
    if not frame.sure or month is None or year is None or frame.word(at + 1) not in {"-", "/"}:
        return None
    if not (1 <= month <= 12 and 1000 <= year <= 2199 and _glued(frame, at + 1)):
        return None
    part = Partial(year, month)
    return Hit(at + 3, settle(part, None, None), part)


def dated(frame: Frame, at: int) -> Hit | None:
    """Weekday, day, month and year in any order that news uses, with "last", "next" or "this" on either side."""
    place, part = at, Partial()
    if frame.word(place) == "the":
        place += 1
    if (lean := lean_of(frame.word(place))) is not None:
        part = replace(part, lean=lean)
        place += 1
        if frame.word(place) == "week":
            place += 1 + (frame.word(place + 1) in {"-", ",", "on"})
            if frame.word(place) not in WEEKDAYS:
                return None
        elif frame.word(place) == "past" and frame.word(place + 1) in WEEKDAYS:
            part, place = replace(part, lean=None), place + 1
        elif frame.word(place - 1) == "past" and frame.word(place) in WEEKDAYS:
            part = replace(part, lean=None)
        if frame.word(place) in NEXT_WORDS:
            place += 1
    part, place = _weekday(frame, place, part)
    opened = part.weekday is not None and frame.word(place - 1) == "("
    given = part.weekday is not None or part.lean is not None
    if given and (hit := written(frame, place, part) or _dotted(frame, place, part)) is not None:
        return hit
    for step in (_day, _month, _day, _year):
        part, place = step(frame, place, part)
    if part.weekday is None and part.month is None:
        return None
    if part.month is not None and not _surely_month(frame, at, place, part):
        return None
    part, place = trailing(frame, place, part)
    place += opened and frame.word(place) == ")"
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
    if frame.word(at) == "(" and (_month_at(frame, at + 1) or _month_at(frame, _after_day(frame, at + 1))):
        return replace(part, weekday=number), at + 1
    # The comma belongs to the date only if a date follows: "Thursday, June 11", not "Monday, 12 died".
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
    comma = frame.sure and frame.word(at) == "," and ordinal(frame.tokens, at + 1) is not None
    joint = comma or frame.word(at) in {"the", "/", "."} or (frame.word(at) == "-" and _glued(frame, at))
    start = at + 1 if part.month is not None and joint else at
    found = bare_day(frame, start)
    if found is None or found.partial is None:
        return part, at
    before_month = part.month is None
    if before_month:
        alone = not frame.word(found.end)[:1].isalnum() and frame.word(found.end) != "-"
        the_ordinal = part.weekday is not None and (ordinal(frame.tokens, start) or alone)
        if _month_at(frame, _after_day(frame, start)) is None and not the_ordinal:
            return part, at
    elif frame.word(found.end) in {"%", "percent", "million", "billion", "people"}:
        return part, at
    end = found.end
    if before_month and frame.word(end) in {"of", "-", "/"} and _month_at(frame, end + 1):
        end += 1
    return replace(part, day=found.partial.day), end


def _glued(frame: Frame, at: int) -> bool:
    """Whether a sign joins its neighbours: "Jun-15", not "June - 15 people"."""
    tokens = frame.tokens
    return 0 < at < len(tokens) - 1 and tokens[at - 1].end + 1 == tokens[at + 1].start == tokens[at].end


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
    if frame.sure and (spoken := spoken_year(frame.tokens, start)):
        return spoken
    apostrophe = frame.word(start) in {"'", "’"} or (frame.sure and frame.word(at) == "of")
    digits = frame.word(start + (frame.word(start) in {"'", "’"}))
    if apostrophe and len(digits) == 2 and digits.isdigit():
        end = start + 1 + (frame.word(start) in {"'", "’"})
        return in_century(int(digits), frame.published), end
    return None, at


_MONTH_OPENERS = frozenset(words("in since until till by early mid late from between to of - and last next this"))
_SMALL_MONTH_OPENERS = frozenset(words("in since until till early mid late last next"))


def _surely_month(frame: Frame, at: int, end: int, part: Partial) -> bool:
    """Whether "may", "march", "mar" are months here: they stand with a number, a preposition, or a capital in midst."""
    token = next(token for token in frame.tokens[at:end] if token.word in MONTHS)
    if frame.sure or part.year is not None or part.weekday is not None or token.word not in _WORDS_TOO:
        return True
    capital = token.raw[0].isupper()
    if part.day is not None and (capital or frame.word(end - 1) == token.word):
        return True
    if capital and frame.word(end) in {"-", "–", "to"} and frame.word(end + 1) in MONTHS:
        return True
    before = frame.word(at) if part.lean is not None else frame.word(at - 1)
    return frame.word(at) != "the" and before in (_MONTH_OPENERS if capital else _SMALL_MONTH_OPENERS)


_WORDS_TOO = frozenset({"may", "march", "mar", "jan", "sep", "dec"})


def trailing(frame: Frame, at: int, part: Partial) -> tuple[Partial, int]:
    """ "last", "of last year", "next week", "this month" after a date."""
    start = at + 1 if frame.word(at) in {"of", "in", ","} else at
    word = frame.word(start)
    lean = lean_of(word)
    if lean is None or part.year is not None:
        return part, at
    unit = frame.word(start + 1)
    if unit == "year" and part.month and frame.published:
        return replace(part, year=frame.published.year + lean), start + 2
    if unit == "month" and part.day and part.month is None and part.weekday is None and frame.published:
        month = months_after(frame.published, lean)
        return (replace(part, year=month.year, month=month.month), start + 2) if month else (part, at)
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
    led = frame.word(at - 1) in {"on", "until", "by", "since"} or (frame.word(at - 2), frame.word(at - 1)) == (
        "week",
        "of",
    )
    if not frame.sure and (not led or frame.word(end)[:1].isalnum()):
        return None
    if frame.word(end) in UNITS or frame.word(end) == "century":
        return None
    part, end = trailing(frame, end, Partial(day=value))
    return Hit(end, settle(part, frame.published, frame.tense), part)
