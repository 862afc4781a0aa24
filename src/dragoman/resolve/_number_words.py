"""English numbers as amounts: numerals of either separator convention, number words, fractions, and vague counts.

An amount is read from tokens at a place; nothing here knows what is counted beyond the word that follows a numeral,
which decides whether "5.200" is a count or a decimal.
"""

import re
from typing import NamedTuple


def words(listing: str) -> list[str]:
    """Return the words of a listing, in order."""
    return listing.split()


UNITS = {
    word: number
    for number, word in enumerate(
        words(
            """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen"""
        )
    )
} | {"nought": 0, "naught": 0, "nil": 0}
TENS = {word: 10 * n for n, word in enumerate(words("twenty thirty forty fifty sixty seventy eighty ninety"), 2)}
SCALES = {
    "hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "lakh": 10**5,
    "crore": 10**7, "millions": 10**6, "billions": 10**9, "trillions": 10**12, "lakhs": 10**5, "crores": 10**7,
    "dozen": 12, "dozens": 12, "mln": 10**6, "mil": 10**6, "mn": 10**6, "bln": 10**9, "bn": 10**9,
    "tln": 10**12, "tn": 10**12,
    "milliard": 10**9, "milliards": 10**9, "dz": 12, "dzs": 12, "mm": 10**6,
}  # fmt: skip
SUFFIXES = {"k": 10**3, "m": 10**6, "mm": 10**6, "b": 10**9, "g": 10**9, "t": 10**12} | SCALES
_FRACTION_SIGNS = {"½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75, "⅕": 0.2, "⅖": 0.4, "⅗": 0.6,
    "⅘": 0.8, "⅙": 1 / 6,
                   "⅚": 5 / 6, "⅛": 0.125, "⅜": 0.375, "⅝": 0.625, "⅞": 0.875}  # fmt: skip
_ORDINALS = dict(
    zip(
        words(
            """half quarter third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
        fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth
        seventieth eightieth ninetieth hundredth thousandth millionth billionth trillionth"""
        ),
        [2, 4, *range(3, 20), *range(20, 100, 10), 100, 10**3, 10**6, 10**9, 10**12],
        strict=True,
    )
)
# The plural names a part for sure ("two fifths"); the singular only after "a" or "one" ("a fifth", "one eighth").
_PARTS = {word + "s": value for word, value in _ORDINALS.items()} | {"halves": 2}
# Codebook, "Vague numbers"; the tens and hundreds of a scale follow from it.
VAGUE: dict[str, tuple[float, float | None]] = {
    "tens": (20, 99), "dozens": (24, 99), "scores": (40, 99), "hundreds": (200, 999), "thousands": (2_000, 9_999),
    "millions": (2_000_000, 9_999_999), "billions": (2 * 10**9, 10**10 - 1), "trillions": (2 * 10**12, 10**13 - 1),
}  # fmt: skip
_SEPARATOR = "[.,'’\u00a0\u202f ]"
_TOKEN = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’]\d+)*|\.\d+|[^\W\d_]+|\S",
)
_PLAIN = re.compile(r"\d+")
# Words after which three digits behind a point are decimals: measures are written "2.500 km", counts "2.500 soldiers".
_MEASURES = frozenset(
    words(
        """percent per cent % percentage point points degrees degree km kilometers kilometres metres meters m miles
        mile kg kilos kilograms grams litres liters magnitude times celsius fahrenheit mm cm ghz mhz gb mb"""
    )
)


class Token(NamedTuple):
    """A word, numeral or sign: `word` is lower-cased, `raw` as written."""

    word: str
    raw: str
    start: int
    end: int


class Amount(NamedTuple):
    """What a number comes to: bounds (None where open), whether it is rough, and the position after its last token."""

    low: float | None
    high: float | None
    rough: bool
    end: int


def tokens_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Return the tokens of a stretch of text, with offsets into the whole. A numeral keeps its separators."""
    found = _TOKEN.finditer(text, start, len(text) if end is None else end)
    return [Token(m[0].lower() if len(m[0]) < 40 else "", m[0], m.start(), m.end()) for m in found]


def word_at(tokens: list[Token], at: int) -> str:
    """Return the lower-cased token at a place, "" beyond the ends."""
    return tokens[at].word if 0 <= at < len(tokens) else ""


def numeral(word: str, *, counts: bool) -> float | None:
    """Return the value of a numeral; `counts` says that things are counted, so that "5.200" is five thousand odd.

    Two kinds of separator: the last is the decimal one. One kind in groups of three: thousands, except a single point
    or comma of which the first group is 0, and a single point where nothing is counted. All else: decimals.
    """
    if (
        not word
        or not (word[0].isdigit() or (word[0] == "." and len(word) > 1))
        or len(word) > 24
        or (not word.isascii() and not _grouped(word))
    ):
        return _FRACTION_SIGNS.get(word)
    signs = [sign for sign in word if not sign.isdigit()]
    groups = re.split(_SEPARATOR, word)
    if not signs:
        return float(word)
    if len(set(signs)) > 1 and signs.count(signs[-1]) == 1:
        return float("".join(groups[:-1]) + "." + groups[-1])
    in_threes = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    lakhs = len(groups[-1]) == 3 and all(len(group) == 2 for group in groups[1:-1]) and len(groups) > 2
    if in_threes and groups[0] != "0" and not (signs == ["."] and not counts):
        return float("".join(groups))
    if lakhs and signs[0] == ",":
        return float("".join(groups))
    return float(f"{groups[0] or 0}.{groups[1]}") if len(signs) == 1 and signs[0] in ".," else None


def _grouped(word: str) -> bool:
    return all((sign.isdigit() and sign.isascii()) or sign in "’\u00a0\u202f.," for sign in word)


def amount(tokens: list[Token], at: int, *, counts: bool = False) -> Amount | None:
    """Return the plain or vague number at a place, None if there is none; "at least" and the like are not read here."""
    if (found := _vague(tokens, at)) is not None:
        return found
    exact = _exact(tokens, at, counts=counts)
    return exact and Amount(exact[0], exact[0], False, exact[1])


def share(tokens: list[Token], at: int) -> Amount | None:
    """Return the value of "one in five", "two out of three", "1 over 20"."""
    top = _exact(tokens, at, counts=False)
    if top is None:
        return None
    link = word_at(tokens, top[1])
    start = top[1] + (2 if (link, word_at(tokens, top[1] + 1)) == ("out", "of") else 1)
    below = _exact(tokens, start, counts=False) if link in {"in", "over"} or start == top[1] + 2 else None
    if below is None or (not 0 <= abs(top[0]) < below[0] and link != "over") or below[0] == 0:
        return None
    return Amount(top[0] / below[0], top[0] / below[0], False, below[1])


def _vague(tokens: list[Token], at: int) -> Amount | None:
    """ "dozens", "tens of thousands", "several hundred", "a few", "a handful of"."""
    word, following = word_at(tokens, at), word_at(tokens, at + 1)
    if word in VAGUE:
        low, high = VAGUE[word]
        if following == "of" and (scale := word_at(tokens, at + 2)) in {"thousands", "millions", "billions"}:
            times = SCALES.get(scale, 1000)
            return Amount(low * times, high * times + times - 1 if high else None, True, at + 3)
        return Amount(low, high, True, at + 1)
    start = at + 1 if word == "a" else at
    word, following = word_at(tokens, start), word_at(tokens, start + 1)
    if word in {"few", "several", "many"} and (at != start or word != "few"):
        if following + "s" in VAGUE:
            return Amount(*VAGUE[following + "s"], True, start + 2)
        return Amount(3, None, True, start + 1) if word != "many" else None
    if start > at and word == "handful":
        return Amount(3, None, True, start + 1 + (following == "of"))
    if word in {"couple", "pair"} and start > at:
        return Amount(2, 2, word == "couple", start + 1 + (following == "of"))
    return None


def _exact(tokens: list[Token], at: int, *, counts: bool) -> tuple[float, int] | None:
    """The value and end of a number: sign, whole part, scales, fraction."""
    word = word_at(tokens, at)
    if word in {"minus", "negative"} or (word == "-" and word_at(tokens, at + 1)[:1].isdigit()):
        found = (
            _exact(tokens, at + 1, counts=counts) if word_at(tokens, at + 1) not in {"minus", "negative", "-"} else None
        )
        return found and (-found[0], found[1])
    if word == "half" or (word == "a" and word_at(tokens, at + 1) in {"half", "quarter"}) or word == "quarter":
        return _portion(tokens, at)
    if word in {"a", "an"} and (part := _fraction(tokens, at)):
        return part
    found = _numeral_at(tokens, at, counts=counts) or _words_at(tokens, at)
    if found is None:
        return None
    return _with_fraction(tokens, *found)


def _portion(tokens: list[Token], at: int) -> tuple[float, int] | None:
    """ "half a million", "a half", "half a dozen", "quarter million", "a quarter of a million"."""
    start = at + 1 if word_at(tokens, at) == "a" else at
    value = 0.5 if word_at(tokens, start) == "half" else 0.25
    end = start + 1
    scale = end + (word_at(tokens, end) == "of")
    scale += word_at(tokens, scale) == "a"
    if word_at(tokens, scale) in SCALES:
        return value * SCALES[word_at(tokens, scale)], scale + 1
    return (value, end) if start > at else None


def _numeral_at(tokens: list[Token], at: int, *, counts: bool) -> tuple[float, int] | None:
    word = word_at(tokens, at)
    following = word_at(tokens, at + 1)
    glued = at + 1 < len(tokens) and tokens[at].end == tokens[at + 1].start if tokens else False
    scaled = following in SCALES or (glued and following in SUFFIXES)
    plural = following[:1].isalpha() and following not in _MEASURES
    thousands = (
        not scaled and following not in _MEASURES and (counts or plural or (word.endswith("0") and len(word) > 3))
    )
    value = numeral(word, counts=thousands)
    if value is None:
        return None
    end = at + 1
    if following == "/" and (below := numeral(word_at(tokens, at + 2), counts=False)) and value == int(value):
        return value / below, at + 3
    if (
        following[:1].isdigit()
        and word_at(tokens, at + 2) == "/"
        and (below := numeral(word_at(tokens, at + 3), counts=False))
    ):
        return value + (numeral(following, counts=False) or 0) / below, at + 4
    if (glued or following == "k") and following in SUFFIXES and following not in SCALES:
        return value * SUFFIXES[following], end + 1
    total, end = _scaled(tokens, end, value)
    return _rest(tokens, end, total)


def _scaled(tokens: list[Token], at: int, value: float) -> tuple[float, int]:
    while word_at(tokens, at) in SCALES:
        value *= SCALES[word_at(tokens, at)]
        at += 1
    return value, at


def _rest(tokens: list[Token], at: int, total: float) -> tuple[float, int]:
    """The lower part of "4 thousand 3 hundred and 21", if one follows a scale."""
    if word_at(tokens, at - 1) not in SCALES:
        return total, at
    start = at + 1 if word_at(tokens, at) == "and" else at
    more = _words_at(tokens, start)
    if more is None and (value := numeral(word_at(tokens, start), counts=False)) is not None and value == int(value):
        more = _scaled(tokens, start + 1, value)
        more = _rest(tokens, more[1], more[0])
    floor = SCALES[word_at(tokens, at - 1)]
    return (total + more[0], more[1]) if more and 0 < more[0] < floor else (total, at)


def _words_at(tokens: list[Token], at: int) -> tuple[float, int] | None:
    """The value and end of number words: "two hundred and two thousand", "a hundred", "nine point nought four"."""
    total, group, end, seen = 0.0, 0.0, at, False
    place = at
    if (
        word_at(tokens, at) in {"a", "an"}
        and word_at(tokens, at + 1) in SCALES
        and word_at(tokens, at + 1) not in {"dozens"}
    ):
        group, place, seen = 1.0, at + 1, True
    if word_at(tokens, at) in {"hundred", "thousand"}:
        group, seen = 1.0, True
    last = 10**18
    while place < len(tokens) and place < at + 24:
        word = word_at(tokens, place)
        if (word in UNITS and last > 19) or (word in TENS and last >= 100):
            value = UNITS.get(word, TENS.get(word, 0))
            if (seen and value == 0) or (word in UNITS and last < 100 and value > 9):
                break
            group, last, seen = group + value, value if word in TENS else 1, True
        elif word in SCALES and seen:
            scale = SCALES[word]
            if scale in {100, 12}:
                group = (group or 1) * scale
            elif total and scale > 1000 and total < scale:
                total, group = (total + group) * scale, 0
            else:
                total, group = total + (group or 1) * scale, 0
            last = scale
        elif word in {"-", "and"} and seen and _continues(tokens, place, last):
            place += 1
            continue
        else:
            break
        place += 1
        end = place
    if not seen or end == at:
        return None
    return _decimals(tokens, end, total + group)


def _continues(tokens: list[Token], at: int, last: float) -> bool:
    """Whether the number goes on behind this hyphen or "and": "twenty-one", "hundred and six", not "two and three"."""
    following = word_at(tokens, at + 1)
    if word_at(tokens, at) == "-":
        return (last in TENS.values() and 0 < UNITS.get(following, 0) < 10) or following in SCALES
    return last >= 100 and (following in UNITS or following in TENS) and not _fraction(tokens, at + 1)


def _decimals(tokens: list[Token], at: int, value: float) -> tuple[float, int]:
    if word_at(tokens, at) != "point" or word_at(tokens, at + 1) not in UNITS:
        return value, at
    digits, place = "", at + 1
    while word_at(tokens, place) in UNITS and len(digits) < 12:
        digits, place = digits + str(UNITS[word_at(tokens, place)]), place + 1
    total, end = _scaled(tokens, place, value + float("0." + digits))
    return total, end


def _fraction(tokens: list[Token], at: int) -> tuple[float, int] | None:
    """ "a half", "three quarters", "two thirds", "one eighth"."""
    word = word_at(tokens, at)
    over = UNITS.get(word, TENS.get(word, 1 if word in {"a", "an"} else 0))
    dash = word_at(tokens, at + 1) == "-"
    part = word_at(tokens, at + 1 + dash)
    if over == 1 and part in _ORDINALS and part != "second":
        return 1 / _ORDINALS[part], at + 2 + dash
    return (over / _PARTS[part], at + 2 + dash) if over and part in _PARTS else None


def _with_fraction(tokens: list[Token], value: float, end: int) -> tuple[float, int]:
    """A number with a fraction on it: "two and a half million", "one million and a half", "twenty-three fifths"."""
    sign = _FRACTION_SIGNS.get(word_at(tokens, end))
    if sign:
        return _scaled(tokens, end + 1, value + sign)
    start = end + 1 if word_at(tokens, end) == "and" else 0
    if start and (found := _fraction(tokens, start)):
        share, after = found
        before = SCALES.get(word_at(tokens, end - 1), 1)
        if word_at(tokens, after) in SCALES:
            scale = SCALES[word_at(tokens, after)]
            return (value + share * scale if before > 1 else (value + share) * scale), after + 1
        return value + share * (before if before >= 10**3 else 1), after
    dash = word_at(tokens, end) == "-"
    part = word_at(tokens, end + dash)
    if part in _PARTS and part not in {"seconds"}:
        return value / _PARTS[part], end + dash + 1
    if value == 1 and part in _ORDINALS and part not in {"second"} and word_at(tokens, end - 1) == "one":
        return 1 / _ORDINALS[part], end + dash + 1
    return value, end
