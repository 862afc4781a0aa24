"""Dates that stand on their own: "Thursday, June 11", "30.11.2019", "the 1990s", "the summer of 2014", "Q3 2019".

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
    month_span,
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
    if value is None and frame.sure and frame.word(start - 1) in MONTHS and (words := cardinal(frame.tokens, start)):
        value, end = int(words[0]), words[1]
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
    if len(fields) == 2:
        return _short(frame, at, *fields)
    if len(word.split(sign)[0]) == 4:
        year, month, day = fields
    else:
        first, second, year = fields
        month, day = (second, first) if sign == "." or first > 12 else (first, second)
        if year < 100:
            year += 2000 if year < 50 else 1900
    return Hit(at + 1, on(make(year, month, day)), Partial(year, month, day))


def _short(frame: Frame, at: int, first: int, second: int) -> Hit | None:
    """ "22/04", "10/25": a day without year, where a tagger vouches for it or a weekday stands before."""
    if not frame.sure and frame.word(at - 1) not in WEEKDAYS:
        return None
    month, day = (second, first) if first > 12 else (first, second)
    if not 1 <= month <= 12:
        return None
    year, end = year_after(frame, at + 1)
    part = Partial(year, month, day, lean=lean_of(frame.word(at - 1)))
    return Hit(end, settle(part, frame.published, frame.tense), part)


def year_first(frame: Frame, at: int) -> Hit | None:
    """ "2019-aug-01", "2020/Sep/23", "2015-03"; "2014-18" are years, and left to the ranges."""
    year, sign = numeral(frame.word(at)), frame.word(at + 1)
    if year is None or len(frame.word(at)) != 4 or sign not in {"-", "/"} or not 1000 <= year <= 2199:
        return None
    month, digits = MONTHS.get(frame.word(at + 2)), frame.word(at + 2)
    day = numeral(frame.word(at + 4)) if frame.word(at + 3) == sign else None
    if month and day:
        part = Partial(year, month, day)
        return Hit(at + 5, settle(part, None, None), part)
    if not month and frame.sure and digits.isdigit() and (len(digits) == 1 or digits[0] == "0"):
        month = int(digits)
    if not month or not 1 <= month <= 12:
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
    if part.weekday is not None and (hit := written(frame, place)) is not None:
        return hit
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
    start = at + 1 if part.month is not None and (frame.word(at) in {"the", "/", "."} or _glued(frame, at)) else at
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
    """Whether a hyphen joins its neighbours: "Jun-15", not "June - 15 people"."""
    tokens = frame.tokens
    return 0 < at < len(tokens) - 1 and tokens[at].word == "-" and tokens[at - 1].end + 1 == tokens[at + 1].start


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
    apostrophe = frame.word(start) in {"'", "’"} or (frame.sure and frame.word(at) == "of")
    digits = frame.word(start + (frame.word(start) in {"'", "’"}))
    if apostrophe and len(digits) == 2 and digits.isdigit():
        end = start + 1 + (frame.word(start) in {"'", "’"})
        return int(digits) + (1900 if int(digits) >= 50 else 2000), end
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
    before = frame.word(at) if part.lean is not None else frame.word(at - 1)
    return frame.word(at) != "the" and before in (_MONTH_OPENERS if capital else _SMALL_MONTH_OPENERS)


_WORDS_TOO = frozenset({"may", "march", "mar", "jan", "sep", "dec"})


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
    if not frame.sure and (frame.word(at - 1) not in {"on", "until", "by", "since"} or frame.word(end)[:1].isalnum()):
        return None
    if frame.word(end) in UNITS or frame.word(end) == "century":
        return None
    part, end = _trailing(frame, end, Partial(day=value))
    return Hit(end, settle(part, frame.published, frame.tense), part)


_YEAR_OPENERS = frozenset(
    words(
        """in since of from until till by during before after between and to through - – ( , early mid late year
        spring summer autumn fall winter is was"""
    )
)
_YEAR_FOLLOWERS = frozenset(
    words("""and or to when but while as for with by until through the a in at on that after before until""")
)


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
    if before == "-" and frame.word(at - 2)[:1].isdigit():
        return False
    if not 1800 <= value <= 2100 or before in {"$", "€", "£", "#"} or after in {"%", "percent"}:
        return False
    counted = after[:1].isalpha() and after not in _YEAR_FOLLOWERS
    if counted and (after.endswith("s") or value % 100 == 0):
        return False
    return before in _YEAR_OPENERS or (before in {"the", "a", "this", "s", "its", "their", "his", "her"} and counted)


def decade(frame: Frame, at: int) -> Hit | None:
    """ "the 1990s", "the '90s", "the nineties", "the 21st century"."""
    start = at + 1 if frame.word(at) == "the" else at
    start += frame.word(start) in {"'", "’"}
    word = frame.word(start)
    if frame.sure and word.isdigit() and frame.word(start + 1) == "s":
        word, start = word + "s", start + 1
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


_NINETIES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}
