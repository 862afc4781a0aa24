"""Quantities: number words as low and high, what they count, and in which unit.

Bounds follow the codebook's "Vague numbers": "dozens" is 24-99, "at least nine" has no high, "up to 40" no low, and an
approximation keeps its number on both sides. A point before three digits divides thousands where things are counted.
"""

from collections.abc import Iterator

from dragoman.records import Quantity, QuantityKind, Span
from dragoman.resolve._number_nouns import (
    ADJECTIVES,
    CODES,
    CURRENCIES,
    DURATIONS,
    KIND_CUES,
    LABELS,
    MEASURES,
    MONTHS,
    NATIONAL_CURRENCIES,
    NOUN_KINDS,
    PEOPLE,
    PERSON_KINDS,
    SIGNS,
    STOPS,
    WEEKDAYS,
    YEAR_OPENERS,
    singular,
)
from dragoman.resolve._number_words import SCALES, TENS, UNITS, VAGUE, Amount, Token, amount, share, tokens_of, word_at

_AT_LEAST = (
    ("at", "least"), ("more", "than"), ("no", "fewer", "than"), ("no", "less", "than"), ("not", "less", "than"),
    ("over",),
    ("upwards", "of"), ("in", "excess", "of"), ("a", "minimum", "of"), ("above",), ("exceeding",), ("just", "over"),
    ("well", "over"), ("greater", "than"), ("larger", "than"), ("exceeds",), ("exceeded",), ("surpassed",),
    ("surpassing",),
    ("exceed",), ("surpass",), (">", "="), (">",),
)  # fmt: skip
_AT_MOST = (
    ("up", "to"), ("at", "most"), ("no", "more", "than"), ("not", "more", "than"), ("fewer", "than"), ("less", "than"),
    ("under",), ("below",), ("a", "maximum", "of"), ("as", "many", "as"), ("as", "much", "as"), ("just", "under"),
    ("smaller", "than"), ("lower", "than"), ("<", "="), ("<",),
)  # fmt: skip
_ROUGHLY = (
    ("about",), ("around",), ("some",), ("approximately",), ("roughly",), ("nearly",), ("almost",),
    ("close", "to"), ("circa",),
    ("an", "estimated"), ("estimated",), ("approx", "."), ("approx",), ("~",), ("more", "or", "less"),
    ("in", "the", "region", "of"),
    ("perhaps",), ("probably",), ("an", "average", "of"), ("nearby",), ("environ",),
)  # fmt: skip
_QUALIFIERS = {
    first: tuple(
        (mark, phrase)
        for mark, phrases in ((">", _AT_LEAST), ("<", _AT_MOST), ("~", _ROUGHLY))
        for phrase in phrases
        if phrase[0] == first
    )
    for first in {phrase[0] for phrase in (*_AT_LEAST, *_AT_MOST, *_ROUGHLY)}
}
# Characters of a span that are looked at: no number phrase is longer.
_LONGEST = 200


def resolve_quantity(text: str, span: Span, *, counted: Span | None = None, kind: QuantityKind = "other") -> Quantity:
    """Return the number of the span with bounds, unit and what it counts; bounds are None where there is no number.

    The quote covers the counted words too where they follow at once. `unit` is "person" for people, an ISO 4217 code
    for money (None for a currency of several states, such as the rupee), "percent", else the counted noun's singular.
    """
    tokens = tokens_of(text, span.start, min(span.end, span.start + _LONGEST))
    people = kind in PERSON_KINDS or kind == "weapons"
    bounds, at = _longest(tokens, counts=counted is not None or people)
    rest = _between_words(text, span, counted)
    whole = Span(span.start, max(span.end, counted.end)) if counted and rest is not None else span
    of = counted.of(text) if counted else _leftover(text, tokens, at)
    money, unit = _unit(tokens, of, kind)
    return Quantity(
        whole.of(text), whole.start, whole.end, "money" if money and kind == "other" else kind,
        _as_float(bounds.low), _as_float(bounds.high), bounds.rough, unit, None if money else of,
    )  # fmt: skip


def _as_float(bound: float | None) -> float | None:
    return None if bound is None else float(bound)


def _between_words(text: str, span: Span, counted: Span | None) -> str | None:
    """The blanks between number and noun, None where they are not side by side."""
    if counted is None or counted.end <= span.start:
        return None
    if counted.start < span.end:
        return ""
    between = text[span.end : counted.start] if counted.start - span.end < 8 else "x"
    return between if not between.strip() or between.strip().lower() in {"of", "-"} else None


def _longest(tokens: list[Token], *, counts: bool) -> tuple[Amount, int]:
    """The bounded amount that begins first among the tokens, and the position after it."""
    for at in range(min(len(tokens), 8)):
        found = share(tokens, at) or bounded(tokens, at, counts=counts)
        if found is not None:
            return found, found.end
    return Amount(None, None, False, 0), len(tokens)


def _leftover(text: str, tokens: list[Token], at: int) -> str | None:
    """The words of the span behind its number, where the caller marked number and noun as one."""
    while word_at(tokens, at) in {"of", "-", "other", "or", "so", "the", "%", ")"}:
        at += 1
    end = len(tokens)
    while end > at and not tokens[end - 1].word[:1].isalpha():
        end -= 1
    words = text[tokens[at].start : tokens[end - 1].end] if end > at and tokens[at].word[:1].isalpha() else None
    return words if words and tokens[end - 1].word not in SCALES else None


def bounded(tokens: list[Token], at: int, *, counts: bool = False) -> Amount | None:
    """Return the number at a place with what is said of its bounds: "at least nine", "10 to 15", "100 or so"."""
    place, side, rough = at, "", False
    while (step := _qualifier(tokens, place)) is not None:
        side, rough = side or step[0], rough or step[0] == "~"
        place = step[1]
        if place > at + 8:
            return None
    spread = word_at(tokens, place) in {"between", "from"}
    found = amount(tokens, place + spread, counts=counts)
    if found is None:
        return None
    found = _to(tokens, found, between=spread, counts=counts) or (None if spread else found)
    if found is None:
        return None
    found, side, rough = _after(tokens, found, side, rough)
    low, high = found.low, found.high
    if side == ">" and (top := _ceiling(tokens, found.end, counts=counts)):
        return Amount(low, top.high, rough, top.end)
    if side == ">":
        high = None
    elif side == "<":
        low, high = None, high if high is not None else low
    return Amount(low, high, found.rough or rough, found.end)


def _ceiling(tokens: list[Token], at: int, *, counts: bool) -> Amount | None:
    """The upper bound of "more than 100 and fewer than 300"."""
    if word_at(tokens, at) not in {"and", "but"}:
        return None
    step = _qualifier(tokens, at + 1)
    return amount(tokens, step[1], counts=counts) if step and step[0] == "<" else None


def _qualifier(tokens: list[Token], at: int) -> tuple[str, int] | None:
    for mark, phrase in _QUALIFIERS.get(word_at(tokens, at), ()):
        if all(word_at(tokens, at + i) == word for i, word in enumerate(phrase)):
            return mark, at + len(phrase)
    return None


def _to(tokens: list[Token], low: Amount, *, between: bool, counts: bool) -> Amount | None:
    """ "10-15", "two or three", "between 10 and 15", "2 to 3 million": the scale of the second holds for both."""
    link = word_at(tokens, low.end)
    if link not in ({"and", "to", "-", "–"} if between else {"-", "–", "—", "to", "or", "~", "through"}):
        return None
    high = amount(tokens, low.end + 1, counts=counts)
    if high is None or high.high is None or low.low is None:
        return None
    bottom, top = low.low, high.high
    scale = SCALES.get(word_at(tokens, high.end - 1), 1)
    if scale > 1 and bottom < scale and bottom < top / scale and word_at(tokens, low.end - 1) not in SCALES:
        bottom *= scale
    if (link == "or" and not (bottom < top <= 10 * max(bottom, 1))) or bottom >= top:
        return None
    return Amount(bottom, top, low.rough or high.rough, high.end)


def _after(tokens: list[Token], found: Amount, side: str, rough: bool) -> tuple[Amount, str, bool]:
    """ "100 or more", "40 or so", "50-odd", "a hundred or fewer"."""
    words = (word_at(tokens, found.end), word_at(tokens, found.end + 1))
    if (words[0] == "or" or words == ("and", "more")) and words[1] in {
        "more",
        "so",
        "fewer",
        "less",
        "greater",
        "above",
        "thereabouts",
    }:
        mark = {"more": ">", "greater": ">", "above": ">", "fewer": "<", "less": "<"}.get(words[1], "~")
        return found._replace(end=found.end + 2), side or mark, rough or mark == "~"
    if words == ("-", "odd") or words[0] == "+":
        return (
            found._replace(end=found.end + (2 if words[0] == "-" else 1)),
            side or ("~" if words[0] == "-" else ">"),
            rough or words[0] == "-",
        )
    return found, side, rough


def _unit(tokens: list[Token], of: str | None, kind: QuantityKind) -> tuple[bool, str | None]:
    """Whether it is money, and the unit."""
    words = [token.word for token in tokens] + [token.word for token in tokens_of(of[:_LONGEST] if of else "")]
    for at, word in enumerate(words):
        if word in SIGNS:
            before = words[at - 1] if at else ""
            return True, {"a": "AUD", "c": "CAD", "hk": "HKD", "nz": "NZD", "s": "SGD", "r": "BRL"}.get(
                before, SIGNS[word]
            ) if word == "$" else SIGNS[word]
        if word in CODES:
            return True, word.upper()
        name = singular(word)
        if at and (words[at - 1], name) in NATIONAL_CURRENCIES:
            return True, NATIONAL_CURRENCIES[words[at - 1], name]
        if name in CURRENCIES:
            return True, CURRENCIES[name]
        if word == "¥":
            return True, None
    if "%" in words or "percent" in words or "percentage" in words or ("per" in words and "cent" in words):
        return False, "percent"
    nouns = [word for word in words[len(tokens) :] if word[:1].isalpha()]
    if kind in PERSON_KINDS or any(noun in PEOPLE for noun in nouns):
        return False, "person"
    return kind == "money", singular(nouns[-1]) if nouns else None


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return every number that counts something, in order, with its noun and a kind guessed from the words around.

    Dates, ages, durations, scores, ordinals, and numbers of names ("Resolution 1559", "F-16") are left out.
    """
    return tuple(_find(text))


def _find(text: str) -> Iterator[Quantity]:
    tokens = tokens_of(text)
    at = 0
    while at < len(tokens):
        found = bounded(tokens, at, counts=False) if _may_begin(tokens, at) else None
        if found is None:
            at += 1
            continue
        quantity = _counted(text, tokens, at, found)
        if quantity is not None:
            yield quantity
        at = found.end


_STARTS = frozenset(_QUALIFIERS) | frozenset(VAGUE) | frozenset(UNITS) | frozenset(TENS) | {
    "a", "an", "half", "several", "quarter", "few", "between", "hundred",
}  # fmt: skip


def _may_begin(tokens: list[Token], at: int) -> bool:
    word = tokens[at].word
    return word in _STARTS or tokens[at].raw[0].isdigit()


def _counted(text: str, tokens: list[Token], at: int, found: Amount) -> Quantity | None:
    """The quantity of a number in running text, or None if the number is a date, a label, an age …"""
    sign = word_at(tokens, at - 1)
    start = tokens[at - 1].start if sign in SIGNS and at else tokens[at].start
    noun = _noun_phrase(tokens, found.end)
    if _no_count(tokens, at, found, noun):
        return None
    end = tokens[found.end - 1].end
    span = Span(start, end)
    after = word_at(tokens, found.end)
    if after in {"%", "percent"} or (after, word_at(tokens, found.end + 1)) == ("per", "cent"):
        span = Span(start, tokens[found.end + (after == "per")].end)
        noun = None
    if noun is not None and singular(tokens[noun[1] - 1].word) in CURRENCIES:
        span, noun = Span(start, tokens[noun[1] - 1].end), None
    if noun is None:
        return resolve_quantity(text, span, kind=_kind(tokens, at, found.end, ""))
    first, last = noun
    return resolve_quantity(
        text,
        span,
        counted=Span(tokens[first].start, tokens[last - 1].end),
        kind=_kind(tokens, at, last, tokens[last - 1].word),
    )


def _noun_phrase(tokens: list[Token], at: int) -> tuple[int, int] | None:
    """The positions of the words counted: up to four words, to the first plural or word for people."""
    at += word_at(tokens, at) in {"of", "other"}
    for place in range(at, min(at + 4, len(tokens))):
        word = tokens[place].word
        if (not word[:1].isalpha() and word != "-") or word in STOPS - {"more", "us", "old"}:
            return None
        known = word in PEOPLE or word in NOUN_KINDS or singular(word) in CURRENCIES
        if (known or (word.endswith("s") and len(word) > 3 and word not in ADJECTIVES)) and not _modifies(
            tokens, place
        ):
            return at, place + 1
    return None


def _modifies(tokens: list[Token], at: int) -> bool:
    """Whether a word for people only describes the next: "rebel fighters", "police officers"."""
    word, following = tokens[at].word, word_at(tokens, at + 1)
    return not word.endswith("s") and following in PEOPLE and word not in {"people", "men", "women", "children"}


def _no_count(tokens: list[Token], at: int, found: Amount, noun: tuple[int, int] | None) -> bool:
    """Whether the number is a date, time, age, score, share, or part of a name."""
    before, after = word_at(tokens, at - 1), word_at(tokens, found.end)
    money = before in SIGNS or singular(after) in CURRENCIES or after in CODES
    percent = after in {"%", "percent", "per"}
    if money or percent:
        return False
    return (
        _is_time(tokens, at, found)
        or _is_label(tokens, at, found, named=noun is None)
        or _is_year(tokens, at, noun)
        or (noun is None and _says_little(tokens, at, found))
    )


def _is_time(tokens: list[Token], at: int, found: Amount) -> bool:
    before, after = word_at(tokens, at - 1), word_at(tokens, found.end)
    second, third = word_at(tokens, found.end + 1), word_at(tokens, found.end + 2)
    if after in {"more", "full", "consecutive", "straight", "long", "of", "-", "last", "next"} and second in DURATIONS:
        return True
    half = (after, second, third) == ("and", "a", "half")
    return (
        after in DURATIONS
        or after in MONTHS
        or (after == "of" and second in MONTHS)
        or (before in MONTHS and tokens[at].raw.isdigit())
        or (after in {"a", "p"} and second == "." and third == "m")
        or (after == ":" and second[:1].isdigit())
        or (before == ":" and word_at(tokens, at - 2)[:1].isdigit())
        or (half and word_at(tokens, found.end + 3) in DURATIONS)
    )


def _is_label(tokens: list[Token], at: int, found: Amount, *, named: bool) -> bool:
    """Whether the number belongs to a name, ordinal, code or measure: "Article 5", "F-16", "5th", "180ml", "2-1"."""
    before, after = word_at(tokens, at - 1), word_at(tokens, found.end)
    digits = tokens[at].raw[0].isdigit()
    glued_before = at > 0 and tokens[at - 1].end == tokens[at].start
    glued_after = found.end < len(tokens) and tokens[found.end - 1].end == tokens[found.end].start
    if (glued_after and (after[:1].isalpha() or after in {"/", "\\", "@", "_", "&", "="})) or after in MEASURES:
        return True
    if glued_after and after in {"-", "–", "."} and word_at(tokens, found.end + 1)[:1].isalnum() and digits:
        return after == "." or (tokens[found.end].end == tokens[found.end + 1].start and not found.rough)
    if glued_before and (before[:1].isalpha() or before in {"-", "–", "/", ".", "_", "#", "+", "@", "=", "&"}):
        return True
    if before in LABELS or (before == "." and word_at(tokens, at - 2) in {"no", "nos", "art", "nr"}):
        return True
    if before == "," and after == "," and digits and found.high is not None and 0 < found.high < 120 and named:
        return True
    # "Boeing 737", "Expo 2020": a capitalised word before a numeral without a noun, but not the first of a sentence.
    capital = (
        at > 1
        and tokens[at - 1].raw[0].isupper()
        and before not in WEEKDAYS
        and word_at(tokens, at - 2) not in {".", "!", "?", "“", '"'}
    )
    return named and digits and capital and tokens[at - 1].raw not in {"I", "A"}


def _is_year(tokens: list[Token], at: int, noun: tuple[int, int] | None) -> bool:
    raw = tokens[at].raw
    if not (raw.isdigit() and raw.isascii() and len(raw) == 4 and 1500 <= int(raw) <= 2100):
        return False
    return noun is None or (int(raw) % 100 != 0 and word_at(tokens, at - 1) in YEAR_OPENERS)


def _says_little(tokens: list[Token], at: int, found: Amount) -> bool:
    """Whether a number that has no noun is a pronoun, a share, a score or a mark on a list."""
    word, after = tokens[at].word, word_at(tokens, found.end)
    if after in KIND_CUES or (after in {"were", "was", "are", "have", "others"} and word not in {"one", "the"}):
        return False
    cued = any(word_at(tokens, at - step) in KIND_CUES for step in (1, 2))
    small = found.low is not None and found.high is not None and found.high < 20 and found.low != found.high
    fraction = found.low is not None and found.low != int(found.low)
    alone = (
        word in {"one", "a", "an", "several", "few", "between", "some", "scores"} or word_at(tokens, at - 1) == "the"
    )
    return not cued and (alone or small or fraction or (found.low is None and found.high is None))


def _kind(tokens: list[Token], start: int, end: int, noun: str) -> QuantityKind:
    """The kind that the nearest telling word of the clause gives to people, else the noun's own."""
    own = NOUN_KINDS.get(noun, "other")
    if own in {"weapons", "killed", "injured"} or (noun and noun not in PEOPLE and own == "other"):
        return own
    reach = 4 if not noun else 10
    ahead, back = _cue(tokens, range(end, end + reach)), _cue(tokens, range(start - 1, start - 1 - reach, -1))
    nearest = min(filter(None, (back, ahead)), default=None, key=lambda cue: cue[0])
    return nearest[1] if nearest else own


def _cue(tokens: list[Token], places: range) -> tuple[int, QuantityKind] | None:
    for step, place in enumerate(places):
        word = word_at(tokens, place)
        if word in KIND_CUES:
            return step, KIND_CUES[word]
        if word in {";", "!", "?", ""} or (word == "." and len(word_at(tokens, place - 1)) > 1):
            return None
    return None
