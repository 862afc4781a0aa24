"""Quantities: number words as low and high, what they count, and in which unit.

Bounds follow the codebook's "Vague numbers": "dozens" is 24-99, "at least nine" has no high, "up to 40" no low, and an
approximation keeps its number on both sides. A point before three digits divides thousands where things are counted.
"""

import re
from collections.abc import Iterator

from dragoman.records import Quantity, QuantityKind, Span
from dragoman.resolve._number_words import SCALES, SUFFIXES, TENS, UNITS, VAGUE, Amount, Token, amount, tokens_of, word_at
from dragoman.resolve._number_nouns import (
    ADJECTIVES, CODES, CURRENCIES, DURATIONS, KIND_CUES, LABELS, NATIONAL_CURRENCIES, NOUN_KINDS, PEOPLE, PERSON_KINDS, SIGNS, STOPS,
    singular,
)

_AT_LEAST = (
    ("at", "least"), ("more", "than"), ("no", "fewer", "than"), ("no", "less", "than"), ("not", "less", "than"), ("over",),
    ("upwards", "of"), ("in", "excess", "of"), ("a", "minimum", "of"), ("above",), ("exceeding",), ("just", "over"),
    ("well", "over"), ("greater", "than"), ("larger", "than"), ("exceeds",), ("exceeded",), ("surpassed",), ("surpassing",),
)  # fmt: skip
_AT_MOST = (
    ("up", "to"), ("at", "most"), ("no", "more", "than"), ("not", "more", "than"), ("fewer", "than"), ("less", "than"),
    ("under",), ("below",), ("a", "maximum", "of"), ("as", "many", "as"), ("as", "much", "as"), ("just", "under"),
    ("smaller", "than"),
)  # fmt: skip
_ROUGHLY = (
    ("about",), ("around",), ("some",), ("approximately",), ("roughly",), ("nearly",), ("almost",), ("close", "to"), ("circa",),
    ("an", "estimated"), ("estimated",), ("approx", "."), ("approx",), ("~",), ("more", "or", "less"), ("in", "the", "region", "of"),
    ("perhaps",), ("probably",), ("an", "average", "of"), ("nearby",), ("environ",),
)  # fmt: skip
_LONGEST = 200


def resolve_quantity(text: str, span: Span, *, counted: Span | None = None, kind: QuantityKind = "other") -> Quantity:
    """Return the number of the span with bounds, unit and what it counts; bounds are None where the words hold no number.

    The quote covers the counted words too where they follow at once. `unit` is "person" for people, an ISO 4217 code for
    money (None for a currency of several states, such as the rupee), "percent", else the singular of what is counted.
    """
    tokens = tokens_of(text, span.start, min(span.end, span.start + _LONGEST))
    people = kind in PERSON_KINDS or kind == "weapons"
    bounds, at = _longest(tokens, text, counts=counted is not None or people)
    rest = _between_words(text, span, counted)
    whole = Span(span.start, max(span.end, counted.end)) if counted and rest is not None else span
    of = counted.of(text) if counted else _leftover(text, tokens, at)
    money, unit = _unit(tokens, of, kind)
    return Quantity(
        whole.of(text), whole.start, whole.end, "money" if money and kind == "other" else kind,
        bounds.low, bounds.high, bounds.rough, unit, None if money else of,
    )  # fmt: skip


def _between_words(text: str, span: Span, counted: Span | None) -> str | None:
    """The blanks between number and noun, None where they are not side by side."""
    if counted is None or counted.end <= span.start:
        return None
    if counted.start < span.end:
        return ""
    between = text[span.end : counted.start] if counted.start - span.end < 8 else "x"
    return between if not between.strip() or between.strip().lower() in {"of", "-"} else None


def _longest(tokens: list[Token], text: str, *, counts: bool) -> tuple[Amount, int]:
    """The bounded amount that begins first among the tokens, and the position after it."""
    for at in range(min(len(tokens), 8)):
        found = bounded(tokens, at, counts=counts)
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
    """Return the number at a place with what is said about its bounds: "at least nine", "10 to 15", "about 40", "100 or so"."""
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
    if side == ">":
        high = None
    elif side == "<":
        low, high = None, high if high is not None else low
    return Amount(low, high, found.rough or rough, found.end)


def _qualifier(tokens: list[Token], at: int) -> tuple[str, int] | None:
    for mark, phrases in ((">", _AT_LEAST), ("<", _AT_MOST), ("~", _ROUGHLY)):
        for phrase in phrases:
            if word_at(tokens, at) == phrase[0] and all(word_at(tokens, at + i) == word for i, word in enumerate(phrase)):
                return mark, at + len(phrase)
    return None


def _to(tokens: list[Token], low: Amount, *, between: bool, counts: bool) -> Amount | None:
    """ "10-15", "two or three", "between 10 and 15", "2 to 3 million": the scale of the second holds for both."""
    link = word_at(tokens, low.end)
    if link not in ({"and", "to", "-", "–"} if between else {"-", "–", "—", "to", "or", "~"}):
        return None
    high = amount(tokens, low.end + 1, counts=counts)
    if high is None or high.high is None or low.low is None:
        return None
    bottom, top = low.low, high.high
    scale = SCALES.get(word_at(tokens, high.end - 1), 1)
    if scale > 1 and bottom < scale and bottom < top / scale and word_at(tokens, low.end - 1) not in SCALES:
        bottom *= scale
    if link == "or" and not (bottom < top <= 10 * max(bottom, 1)) or bottom >= top:
        return None
    return Amount(bottom, top, low.rough or high.rough, high.end)


def _after(tokens: list[Token], found: Amount, side: str, rough: bool) -> tuple[Amount, str, bool]:
    """ "100 or more", "40 or so", "50-odd", "a hundred or fewer"."""
    words = (word_at(tokens, found.end), word_at(tokens, found.end + 1))
    if words[0] in {"or", "and"} and words[1] in {"more", "so", "fewer", "less", "thereabouts"}:
        mark = {"more": ">", "fewer": "<", "less": "<"}.get(words[1], "~")
        return found._replace(end=found.end + 2), side or mark, rough or mark == "~"
    if words == ("-", "odd") or words[0] == "+":
        return found._replace(end=found.end + (2 if words[0] == "-" else 1)), side or ("~" if words[0] == "-" else ">"), rough or words[0] == "-"
    return found, side, rough


def _unit(tokens: list[Token], of: str | None, kind: QuantityKind) -> tuple[bool, str | None]:
    """Whether it is money, and the unit."""
    words = [token.word for token in tokens] + [token.word for token in tokens_of(of[:_LONGEST] if of else "")]
    for at, word in enumerate(words):
        if word in SIGNS:
            before = words[at - 1] if at else ""
            return True, {"a": "AUD", "c": "CAD", "hk": "HKD", "nz": "NZD", "s": "SGD", "r": "BRL"}.get(before, SIGNS[word]) if word == "$" else SIGNS[word]
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

    Dates, ages, durations, scores, ordinals, and numbers that belong to a name ("Resolution 1559", "F-16") are left out.
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


_STARTS = frozenset(phrase[0] for phrase in (*_AT_LEAST, *_AT_MOST, *_ROUGHLY)) | frozenset(VAGUE) | frozenset(UNITS) | frozenset(TENS) | {
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
    if noun is None:
        return resolve_quantity(text, span, kind=_kind(tokens, at, found.end, ""))
    first, last = noun
    return resolve_quantity(
        text, span, counted=Span(tokens[first].start, tokens[last - 1].end), kind=_kind(tokens, at, last, tokens[last - 1].word)
    )


def _noun_phrase(tokens: list[Token], at: int) -> tuple[int, int] | None:
    """The positions of the words counted: up to four words, to the first plural or word for people."""
    at += word_at(tokens, at) in {"of", "other"} 
    for place in range(at, min(at + 4, len(tokens))):
        word = tokens[place].word
        if not word[:1].isalpha() and word != "-" or word in STOPS - {"more", "us", "old"}:
            return None
        known = word in PEOPLE or word in NOUN_KINDS or singular(word) in CURRENCIES
        if (known or word.endswith("s") and len(word) > 3 and word not in ADJECTIVES) and not _modifies(tokens, place):
            return at, place + 1
    return None


def _modifies(tokens: list[Token], at: int) -> bool:
    """Whether a word for people only describes the next: "rebel fighters", "police officers"."""
    word, following = tokens[at].word, word_at(tokens, at + 1)
    return not word.endswith("s") and following in PEOPLE and word not in {"people", "men", "women", "children"}


def _no_count(tokens: list[Token], at: int, found: Amount, noun: tuple[int, int] | None) -> bool:
    before, after = word_at(tokens, at - 1), word_at(tokens, found.end)
    raw = tokens[at - 1].raw if at else ""
    return (
        after in DURATIONS or after == "-" and word_at(tokens, found.end + 1) in DURATIONS | {"day", "year", "month"}
        or before in LABELS or before == "-" and word_at(tokens, at - 2)[:1].isalpha()
    )  # fmt: skip


def _kind(tokens: list[Token], start: int, end: int, noun: str) -> QuantityKind:
    """The kind that the nearest telling word in the clause gives, else the noun's own."""
    if noun in NOUN_KINDS and NOUN_KINDS[noun] in {"weapons", "killed", "injured"}:
        return NOUN_KINDS[noun]
    best: tuple[int, QuantityKind] | None = None
    for step in range(12):
        for place in (end + step, start - 1 - step):
            if (cue := KIND_CUES.get(word_at(tokens, place))) and best is None:
                best = (step, cue)
    return best[1] if best else NOUN_KINDS.get(noun, "other")
