"""Years and longer: "2014", "in nineteen eighty-six", "the 1990s", "the 21st century"."""

from dragoman.resolve._time_calendar import UNKNOWN, Partial, make, month_span, settle
from dragoman.resolve._time_dates import Frame, Hit
from dragoman.resolve._time_words import numeral, ordinal, spoken_year, words

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
    if frame.sure and (spoken := spoken_year(frame.tokens, start)):
        return Hit(spoken[1], settle(Partial(year=spoken[0]), None, None), Partial(year=spoken[0]))
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
        # The second year of "2014-2018", not the end of "555-2018".
        left = numeral(frame.word(at - 2)) if len(frame.word(at - 2)) == 4 else None
        return left is not None and left < value <= 2100 and _surely_year(frame, at - 2, left)
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
