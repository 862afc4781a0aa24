"""The words of English time expressions: tokens with offsets, and the vocabulary that the rules look up."""

import re
from typing import Literal, NamedTuple


def words(listing: str) -> list[str]:
    """Return the words of a listing, in order."""
    return listing.split()


Unit = Literal["hour", "day", "week", "month", "quarter", "year", "decade"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tues", "tue"),
            ("wednesday", "wed"),
            ("thursday", "thurs", "thur", "thu"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}
UNITS: dict[str, Unit] = {
    "hour": "hour", "day": "day", "night": "day", "week": "week", "month": "month", "quarter": "quarter",
    "year": "year", "decade": "decade", "hours": "hour", "days": "day", "nights": "day", "weeks": "week",
    "months": "month", "quarters": "quarter", "years": "year", "decades": "decade",
}  # fmt: skip
# First month of the season in the northern hemisphere, as meteorologists count; a winter bears the year it starts in.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
CARDINALS = {
    word: number
    for number, word in enumerate(
        words(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen"""
    )
    )
} | {
    word: 10 * number
    for number, word in enumerate(words("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}  # fmt: skip
ORDINALS = {
    word: number
    for number, word in enumerate(
        words(
            """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
        fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
        ),
        1,
    )
} | {"thirtieth": 30}
# The codebook fixes "dozens" and the like for counts only; for spans of time the usual reading of "a few" is three.
VAGUE = {"few": 3, "several": 3, "couple": 2, "dozen": 12, "fortnight": 2}
PAST_WORDS = frozenset({"last", "past", "previous", "preceding"})
NEXT_WORDS = frozenset({"next", "coming", "upcoming", "forthcoming"})
THIS_WORDS = frozenset({"this", "current", "present"})
DAY_PARTS = frozenset({"morning", "afternoon", "evening", "night", "noon", "midday", "midnight", "dawn", "dusk"})
EARLY = frozenset({"early", "beginning", "start", "outset"})
MIDDLE = frozenset({"mid", "middle"})
LATE = frozenset({"late", "end", "close"})

# Runs of one class are one token, so a megabyte of one letter is one token. Long numerals are no dates.
_TOKEN = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{1,4}([./])\d{1,2}\1\d{2,4}(?!\d)|\d{1,2}-\d{1,2}-\d{4}(?!\d)|\d{1,2}/\d{1,2}(?![\d/])"
    r"|\d+(?:st|nd|rd|th|s)?(?![^\W\d_])|\d+|[^\W\d_]+|\S",
    re.IGNORECASE,
)


class Token(NamedTuple):
    """A word, numeral or sign: `word` is lower-cased, `raw` as written."""

    word: str
    raw: str
    start: int
    end: int


def tokens_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of a stretch of text, with offsets into the whole."""
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(m[0].lower() if len(m[0]) < 40 else "", m[0], m.start(), m.end()) for m in found]


def numeral(word: str) -> int | None:
    """Return the value of a short plain numeral."""
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 4 else None


def ordinal(tokens: list[Token], at: int) -> tuple[int, int] | None:
    """Return the value and end of an ordinal such as "9th", "ninth", "twenty-first"."""
    word = tokens[at].word if at < len(tokens) else ""
    if word[-2:] in {"st", "nd", "rd", "th"} and (value := numeral(word[:-2])) is not None:
        return value, at + 1
    if word in ORDINALS:
        return ORDINALS[word], at + 1
    if word in {"twenty", "thirty"}:
        after = at + 2 if at + 1 < len(tokens) and tokens[at + 1].word == "-" else at + 1
        if after < len(tokens) and ORDINALS.get(tokens[after].word, 99) < 10:
            return CARDINALS[word] + ORDINALS[tokens[after].word], after + 1
    return None


def cardinal(tokens: list[Token], at: int) -> tuple[float, int] | None:
    """Return the value and end of a small number: "48", "two and a half", "a few", "a couple of", "twenty-four"."""
    word = tokens[at].word if at < len(tokens) else ""
    if word in {"a", "an"}:
        if (more := vague(tokens, at + 1)) is not None:
            return more
        return 1, at + 1
    if (more := vague(tokens, at)) is not None:
        return more
    if word == "half" and at + 1 < len(tokens) and tokens[at + 1].word in {"a", "an"}:
        return 0.5, at + 2
    whole: int | None = CARDINALS.get(word, numeral(word))
    if whole is None:
        return None
    end = at + 1
    if word in CARDINALS and whole >= 20:
        tail = end + 1 if end < len(tokens) and tokens[end].word == "-" else end
        if tail < len(tokens) and 0 < CARDINALS.get(tokens[tail].word, 0) < 10:
            whole, end = whole + CARDINALS[tokens[tail].word], tail + 1
    if [token.word for token in tokens[end : end + 3]] == ["and", "a", "half"]:
        return whole + 0.5, end + 3
    return whole, end


def spoken_year(tokens: list[Token], at: int) -> tuple[int, int] | None:
    """Return the value and end of a year in words: "nineteen eighty-six", "seventeen hundred", "two thousand and 8"."""
    first, second = (tokens[i].word if i < len(tokens) else "" for i in (at, at + 1))
    if (first, second) == ("two", "thousand"):
        century, end = 2000, at + 2
    elif 15 <= CARDINALS.get(first, 0) <= 20:
        century, end = 100 * CARDINALS[first], at + 1 + (second == "hundred")
    else:
        return None
    round_ = second in {"hundred", "thousand"}
    after = end + (round_ and end < len(tokens) and tokens[end].word == "and")
    rest = cardinal(tokens, after) if after < len(tokens) and tokens[after].word in CARDINALS else None
    if rest is None or not (1 if round_ else 10) <= rest[0] <= 99 or rest[0] != int(rest[0]):
        return (century, end) if round_ else None
    return century + int(rest[0]), rest[1]


def and_more(tokens: list[Token], at: int, *, count: float, unit: Unit) -> tuple[float, Unit, int]:
    """Return a count of units with what a smaller unit adds: after "two years" the "and three months", in months."""
    start = at + (at < len(tokens) and tokens[at].word in {"and", ","})
    start += start < len(tokens) and tokens[start - 1].word == "," and tokens[start].word == "and"
    found = cardinal(tokens, start)
    smaller = UNITS.get(tokens[found[1]].word) if found and found[1] < len(tokens) else None
    if found is None or smaller is None or (per := _SMALLER.get((unit, smaller))) is None:
        return count, unit, at
    return and_more(tokens, found[1] + 1, count=count * per + found[0], unit=smaller)


_SMALLER: dict[tuple[Unit, Unit], int] = {
    ("decade", "year"): 10, ("decade", "month"): 120, ("year", "month"): 12,
    ("week", "day"): 7, ("week", "hour"): 168, ("day", "hour"): 24,
}  # fmt: skip


def vague(tokens: list[Token], at: int) -> tuple[float, int] | None:
    """Return what a vague count such as "few" or "couple of" is taken for, and its end."""
    word = tokens[at].word if at < len(tokens) else ""
    if word not in VAGUE or word == "fortnight":
        return None
    return VAGUE[word], at + 2 if at + 1 < len(tokens) and tokens[at + 1].word == "of" else at + 1


# The words that an expression can begin with; numerals begin one as well.
STARTERS = (
    frozenset(MONTHS) | frozenset(WEEKDAYS) | frozenset(SEASONS)
    | frozenset(CARDINALS) | frozenset(ORDINALS) | frozenset(VAGUE)
    | PAST_WORDS | NEXT_WORDS | THIS_WORDS | EARLY | MIDDLE | LATE
    | frozenset(
        words(
        """a an half the since until till before after by from between in within over during on at prior ahead as
        starting beginning earlier later recent opening final week weekend year fiscal q h today tonight
        yesterday tomorrow overnight now same following that rest remainder remaining no not so for more less
        christmas new easter good boxing valentine halloween
        nineties eighties seventies sixties fifties forties thirties twenties"""
    )
    )
)  # fmt: skip
# The words that make an expression one: each has at least one of these, or a numeral.
CORE = (
    frozenset(MONTHS) | frozenset(WEEKDAYS) | frozenset(SEASONS) | frozenset(UNITS)
    | frozenset(
        words(
        """weekend fortnight century q h today tonight yesterday tomorrow overnight now christmas easter year friday
        day halloween nineties eighties seventies sixties fifties forties thirties twenties morning afternoon
        evening"""
    )
    )
)  # fmt: skip
