"""Names of places in text: where they stand, what could bear them, and what the words around say of them."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dragoman.records import Span
from dragoman.resolve._place_gazetteer import (
    ADMIN1,
    ADMIN2,
    ALTERNATE,
    CITY,
    COUNTRY,
    DEMONYM,
    SHORT_FORM,
    Gazetteer,
    Hit,
    Kind,
    fold,
)
from dragoman.resolve._place_words import (
    ADMIN1_WORDS,
    ADMIN2_WORDS,
    ARTICLES,
    CITY_WORDS,
    CIVIC,
    DATELINE,
    DIRECTIONS,
    FACILITIES,
    FUNCTION,
    LOCATIVE,
    MEDIA,
    MONTHS,
    OF_LAND,
    PLACE_NOUNS,
    PLACING,
    SAYS,
    STREETS,
    TITLES,
    UNFOLDING,
    WATERS,
    Token,
    is_caseless,
    joined,
    tokens_of,
)

UNIT_WORDS = ADMIN1_WORDS | ADMIN2_WORDS
LONGEST = 6
LONGEST_SPAN = 12
# A name with more against it is not read at all: no context makes a town of "Council" or "Mr. Moore".
MAX_DOUBT = 5.0


@dataclass(frozen=True, slots=True)
class Within:
    """A unit that the text says the place lies in, and how plainly it says so."""

    country: int
    unit: int
    weight: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as it stands in the text: what could bear it, and the evidence of the words beside it."""

    start: int
    end: int
    key: str
    hits: tuple[Hit, ...]
    kind: Kind | None = None
    within: tuple[Within, ...] = ()
    doubt: float = 0.0
    placed: bool = True


class Reader:
    """One text with its words; finds names and weighs the words beside them."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.text, self.gazetteer = text, gazetteer
        self.tokens = tokens_of(text, gazetteer.words)
        self.caseless = is_caseless(text)
        self.kinds = gazetteer.kinds
        self.named = self._persons(self._is_given)
        self.persons = self.named | (self._persons(self._is_unknown) - self._placed())

    def mentions(self) -> list[Mention]:
        """Every name of the text that some place bears, longest first, left to right."""
        out, at = [], 0
        while at < len(self.tokens):
            step = 1
            if self._may_begin(at) and (found := self.longest(at)):
                last, hits = found
                mention = self.judge(at, last, hits)
                step = last - at + 1
                if mention.doubt < MAX_DOUBT:
                    out.append(mention)
            at += step
        return out

    def read(self, span: Span) -> Mention | None:
        """The name inside a span that somebody else found to be a place, or None where nothing bears it."""
        inside = self._inside(span)
        best: tuple[tuple[bool, int, int], int, int, tuple[Hit, ...]] | None = None
        for first, last in self._runs(inside[:LONGEST_SPAN]):
            if hits := self.hits(first, last):
                rank = (not all(hit.flags & DEMONYM for hit in hits), last - first, -first)
                if best is None or rank > best[0]:
                    best = (rank, first, last, hits)
        if best is None:
            return None
        _, first, last, hits = best
        rest = [at for at in inside if not first <= at <= last]
        if all(hit.flags & DEMONYM for hit in hits) and not all(self.tokens[at].low in OF_LAND for at in rest):
            return None
        start, end = self.tokens[first].start, self.tokens[last].end
        doubt = self._doubt_in_span(first, last, rest)
        if doubt >= MAX_DOUBT:
            return None
        within = tuple(self._within(first, last))
        return Mention(start, end, fold(self.text[start:end]), hits, self._kind(first, last), within, doubt)

    def _inside(self, span: Span) -> range:
        first = bisect_left(self.tokens, span.start, key=lambda token: token.start)
        last = bisect_right(self.tokens, span.end, key=lambda token: token.end)
        return range(first, max(first, last))

    def _runs(self, inside: range) -> Iterator[tuple[int, int]]:
        """Stretches of a span that could be a name: capitalised at both ends, or no English word where none is."""
        tokens, words = self.tokens, self.gazetteer.words
        capitals = any(tokens[at].capital for at in inside)
        for first in inside:
            for last in range(first, min(first + LONGEST, inside.stop)):
                if last > first and not joined(self.text, tokens[last - 1], tokens[last]):
                    break
                if capitals and not (self._may_begin(first) and tokens[last].capital):
                    continue
                if tokens[first].low in (words if first == last and not capitals else FUNCTION):
                    continue
                yield first, last

    def _doubt_in_span(self, first: int, last: int, rest: Sequence[int]) -> float:
        """How far the rest of a span speaks against the place that part of it names ("Addington Hospital")."""
        if self._is_water(first, last):
            return MAX_DOUBT
        doubt = -1.5
        for at in rest:
            token = self.tokens[at]
            low = token.low
            if low in STREETS:
                doubt += 5.0
            elif not token.capital or low in DIRECTIONS or low in PLACE_NOUNS or low in FUNCTION:
                doubt += 1.5 if low in FACILITIES else 0.0
            elif low in FACILITIES:
                doubt += 4.0
            elif self.hits(at, at):
                doubt += 1.5
            else:
                doubt += 6.0 if at < first or first == last else 4.0
        if first == last and self.tokens[first].low in self.gazetteer.words and rest:
            doubt += 4.0
        return doubt

    def _is_water(self, first: int, last: int) -> bool:
        """Whether the name is that of a river or the like that has it from a country or town ("Jordan River")."""
        around = [at for at in (first - 1, last + 1) if 0 <= at < len(self.tokens)]
        return any(
            self.tokens[at].capital and self.tokens[at].low in WATERS and self._touch(at, first, last) for at in around
        )

    def _may_begin(self, at: int) -> bool:
        token = self.tokens[at]
        if token.capital or at + 1 == len(self.tokens):
            return token.capital
        following = self.tokens[at + 1]
        return token.low in ARTICLES and self.text[token.end : following.start] == "-" and following.capital

    def _touch(self, at: int, first: int, last: int) -> bool:
        left, right = (at, first) if at < first else (last, at)
        return joined(self.text, self.tokens[left], self.tokens[right])

    def longest(self, first: int) -> tuple[int, tuple[Hit, ...]] | None:
        """The last word of the longest name that starts at a word, with what bears it."""
        tokens, best = self.tokens, None
        for last in range(first, min(first + LONGEST, len(tokens))):
            if last > first and not joined(self.text, tokens[last - 1], tokens[last]):
                break
            if tokens[last].capital and (hits := self.hits(first, last)):
                best = (last, hits)
        return best

    def hits(self, first: int, last: int) -> tuple[Hit, ...]:
        """What bears the name that runs from one word to another, as it is written here."""
        start, end = self.tokens[first].start, self.tokens[last].end
        surface = self.text[start:end]
        key = fold(surface)
        if first == last and (key in DIRECTIONS or (key in FUNCTION and key != "us")):
            return ()
        hits = self.gazetteer.find(key)
        if not hits and key.startswith(("al ", "el ")):
            hits = self.gazetteer.find(key[3:])
        if first == last:
            hits = hits + self._short_forms(first)
        if len(key) > 3:
            return hits
        written = surface.replace(".", "").isupper()
        return tuple(hit for hit in hits if hit.flags & SHORT_FORM or self._fits(hit, written))

    def _fits(self, hit: Hit, written: bool) -> bool:
        """Whether a name of up to three letters has the case it needs: "UAE" but "Gao", and "us" is no country."""
        if self.kinds[hit.row] == COUNTRY and not hit.flags & DEMONYM:
            return written
        return self.caseless or not written

    def _short_forms(self, at: int) -> tuple[Hit, ...]:
        """The states of "Ind.", "N.Y." and, after a comma, "TX"."""
        surface, end = self.tokens[at].text, self.tokens[at].end
        if len(surface) == 2 and surface.isupper():
            return self.gazetteer.find("=" + surface) if self._after_comma(self.tokens[at].start) else ()
        stop = "" if surface.endswith(".") or self.text[end : end + 1] != "." else "."
        after_number = self.text[max(0, self.tokens[at].start - 2) : self.tokens[at].start - 1].isdigit()
        return () if after_number else self.gazetteer.find("=" + surface + stop)

    def _after_comma(self, start: int) -> bool:
        return self.text[max(0, start - 2) : start] == ", "

    def judge(self, first: int, last: int, hits: tuple[Hit, ...]) -> Mention:
        """The mention that words make, with how far the words beside it speak against a place."""
        tokens = self.tokens
        major = self.is_major(hits)
        place, doubt = self._place_evidence(first, last), self._word_doubt(first, last, major)
        doubt += self._before(first, major) + self._behind(last, major) - place
        span = (tokens[first].start, tokens[last].end)
        kind = self._kind(first, last)
        within = tuple(self._within(first, last))
        key = fold(self.text[span[0] : span[1]])
        return Mention(*span, key, hits, kind, within, doubt, place > 0)

    def _word_doubt(self, first: int, last: int, major: bool) -> float:
        """How far the words themselves speak against a place: common words, persons' names, acronyms."""
        lows = [token.low for token in self.tokens[first : last + 1]]
        if major:
            return 9.0 if first == last and lows[0] in self.gazetteer.given and lows[0] in self.named else 0.0
        if first < last:
            if lows[0] in FUNCTION and all(low in self.gazetteer.words for low in lows[1:]):
                return MAX_DOUBT
            return 2.5 if all(low in self.gazetteer.words or low in self.gazetteer.given for low in lows) else 0.0
        doubt, surface = 0.0, self.tokens[first].text
        if lows[0] in self.gazetteer.words:
            doubt += 9.0 if lows[0] in MONTHS else 6.0
        if lows[0] in self.persons:
            doubt += 5.0
        if lows[0] in self.gazetteer.given:
            doubt += 2.0
        if surface.isupper() and len(surface) <= 5 and not self.caseless:
            doubt += 3.0
        return doubt

    def _place_evidence(self, first: int, last: int) -> float:
        """How far the words beside a name speak for a place: "in X", "X (AP) -", "X, Ohio", "X police"."""
        tokens, evidence = self.tokens, 0.0
        if first and joined(self.text, tokens[first - 1], tokens[first]):
            low = tokens[first - 1].low
            evidence += 2.5 if low in PLACING else 1.0 if low in LOCATIVE else 0.0
        if self.starts_sentence(first) and DATELINE.match(self.text, tokens[last].end):
            evidence += 5.0
        if self._after_name(last) in CIVIC:
            evidence += 1.0
        return evidence

    def _after_name(self, last: int) -> str:
        following = self.tokens[last + 1] if last + 1 < len(self.tokens) else None
        return following.low if following and joined(self.text, self.tokens[last], following) else ""

    def is_major(self, hits: Sequence[Hit]) -> bool:
        """Whether a country, its people or a first-order unit bears the name."""
        return any(self.kinds[hit.row] <= ADMIN1 and not hit.flags & ALTERNATE for hit in hits)

    def starts_sentence(self, at: int) -> bool:
        """Whether a word begins a sentence (or a line)."""
        before = self.text[max(0, self.tokens[at].start - 3) : self.tokens[at].start].rstrip(" “\"'‘(")
        return not before or before[-1] in ".!?:\n—-"

    def _before(self, first: int, major: bool) -> float:
        if first == 0:
            return 0.0
        previous = self.tokens[first - 1]
        gap = self.text[previous.raw_end : self.tokens[first].start]
        low = previous.low
        if gap == "-":
            return 6.0 if low in ARTICLES or low in self.gazetteer.given else 0.0
        if gap not in (" ", ". "):
            return 0.0
        if low in TITLES and previous.capital:
            return 6.0
        if gap == ". " and len(low) > 1 and low not in TITLES:
            return 0.0
        if not previous.capital or low in FUNCTION or low in DIRECTIONS:
            return 0.0
        if low in WATERS:
            return 6.0
        if low in self.gazetteer.given or (len(low) == 1 and gap == ". "):
            return 6.0
        if low in self.gazetteer.words or self.gazetteer.has(fold(previous.text)):
            return 0.5
        return 2.0 if major else 5.0

    def _behind(self, last: int, major: bool) -> float:
        if last + 1 == len(self.tokens):
            return 0.0
        following = self.tokens[last + 1]
        if self.text[self.tokens[last].end : following.start] != " ":
            return 0.0
        low = following.low
        if low in WATERS:
            return 6.0 if following.capital else 4.0
        if not following.capital:
            return 1.5 if low in SAYS and not major else 0.0
        if low in STREETS or low in MEDIA:
            return 6.0
        if low in self.gazetteer.words or low in ADMIN2_WORDS or low in TITLES:
            return 0.0
        if self.tokens[last].low in self.gazetteer.given:
            return 6.0
        return 0.0 if major else 3.0

    def _kind(self, first: int, last: int) -> Kind | None:
        for low in self._around(first, last):
            if low in ADMIN1_WORDS:
                return ADMIN1
            if low in ADMIN2_WORDS:
                return ADMIN2
            if low in CITY_WORDS:
                return CITY
        return None

    def _around(self, first: int, last: int) -> Iterator[str]:
        tokens = self.tokens
        if last + 1 < len(tokens) and joined(self.text, tokens[last], tokens[last + 1]):
            yield tokens[last + 1].low
        if first > 1 and tokens[first - 1].low == "of" and joined(self.text, tokens[first - 1], tokens[first]):
            yield tokens[first - 2].low
        elif first > 0 and joined(self.text, tokens[first - 1], tokens[first]):
            yield tokens[first - 1].low

    def _within(self, first: int, last: int) -> Iterator[Within]:
        yield from self._stated_behind(last)
        yield from self._stated_before(first)

    def _stated_behind(self, last: int) -> Iterator[Within]:
        """ "Gary, Ind.", "Kidal (Mali)", "Timbuktu in northern Mali", "Tikrit in Salah al-Din province"."""
        tokens = self.tokens
        if self._after_name(last) in UNIT_WORDS:
            last += 1
        at = last + 1
        if at >= len(tokens) or tokens[at].start - tokens[last].end > 2:
            return
        gap = self.text[tokens[last].end : tokens[at].start]
        weight = 0.0
        if gap in (", ", " (", " (") and (tokens[at].capital or tokens[at].low in DIRECTIONS):
            weight = 9.0
        elif gap in (", ", " ") and tokens[at].low in UNFOLDING and (to := self._in_after(at)):
            weight, at = 5.0, to
        while weight and at < len(tokens) and not tokens[at].capital and tokens[at].low in (DIRECTIONS | {"the"}):
            at += 1
        if weight and at < len(tokens) and tokens[at].capital and (found := self.longest(at)):
            yield from self._containers(found[1], weight)

    def _in_after(self, at: int) -> int | None:
        """The word after "in" or "of" in "in northern Iraq", "a town in Iraq", "the capital of Iraq"."""
        for step in range(at, min(at + 7, len(self.tokens) - 1)):
            token = self.tokens[step]
            if token.capital or not joined(self.text, token, self.tokens[step + 1]):
                return None
            if token.low in ("in", "of"):
                return step + 1
        return None

    def _stated_before(self, first: int) -> Iterator[Within]:
        """ "the Iraqi city of Mosul", "Mali's Kidal region", "Iraqi Kurdistan"."""
        tokens, at = self.tokens, first - 1
        while at >= 0 and joined(self.text, tokens[at], tokens[at + 1]) and not tokens[at].capital:
            if tokens[at].low not in PLACE_NOUNS:
                return
            at -= 1
        if at < 0 or not (joined(self.text, tokens[at], tokens[at + 1]) or self._owns(at)):
            return
        for begin in range(max(0, at - 2), at + 1):
            if tokens[begin].capital and (hits := self.hits(begin, at)):
                yield from self._containers(hits, 5.0)
                return

    def _owns(self, at: int) -> bool:
        """Whether a word is a possessive that leans on the next: "Iraq's Mosul"."""
        token = self.tokens[at]
        return token.raw_end > token.end and self.text[token.raw_end : self.tokens[at + 1].start] == " "

    def _containers(self, hits: Sequence[Hit], weight: float) -> Iterator[Within]:
        columns = self.gazetteer.columns
        for hit in hits:
            kind = self.kinds[hit.row]
            if kind > ADMIN1 or (hit.flags & ALTERNATE and kind == ADMIN1):
                continue
            unit = int(columns["admin1"][hit.row]) if kind == ADMIN1 else 0
            yield Within(int(columns["country"][hit.row]), unit, weight)

    def _placed(self) -> frozenset[str]:
        """The words that somewhere follow "in" or the like."""
        tokens = self.tokens
        return frozenset(
            b.low for a, b in pairwise(tokens) if b.capital and a.low in PLACING and joined(self.text, a, b)
        )

    def _persons(self, begins: Callable[[Token], bool]) -> frozenset[str]:
        """Family names: the words that follow one that begins a person's name."""
        out: set[str] = set()
        tokens = self.tokens
        for at in range(len(tokens) - 1):
            token = tokens[at]
            if not token.capital or not begins(token):
                continue
            last = at
            while last + 1 < len(tokens) and last < at + 4 and tokens[last + 1].capital:
                gap = self.text[tokens[last].raw_end : tokens[last + 1].start]
                if gap != " " and not (gap == ". " and (len(tokens[last].text) == 1 or last == at)):
                    break
                last += 1
            if last > at and not self.hits(at, last) and not self.hits(at, at + 1):
                out.update(token.low for token in tokens[at + 1 : last + 1])
        return frozenset(out)

    def _is_given(self, token: Token) -> bool:
        return token.low in self.gazetteer.given or token.low in TITLES

    def _is_unknown(self, token: Token) -> bool:
        """Whether a word is a name that no place and no English word is."""
        return token.low not in self.gazetteer.words and not self.gazetteer.has(fold(token.text))
